namespace Mpsim.Scenarios.Plan;

/// <summary>What is captured of a link: nothing, or packets with up to so many octets of payload.</summary>
/// <param name="PayloadLimit">Octets of payload that are kept of each packet; negative for no capture.</param>
public readonly record struct CaptureExtent(long PayloadLimit)
{
    public static readonly CaptureExtent Nothing = new(-1);

    /// <summary>Whole packets.</summary>
    public static readonly CaptureExtent Everything = new(long.MaxValue);

    public bool IsOn => PayloadLimit >= 0;
}
