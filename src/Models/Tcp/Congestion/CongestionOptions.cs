namespace Mpsim.Models.Tcp.Congestion;

/// <summary>What a scenario may choose about a congestion control besides its name.</summary>
/// <param name="HyStart">CUBIC leaves its first slow start by HyStart; the others do not have it.</param>
public sealed record CongestionOptions(bool HyStart = true)
{
    public static readonly CongestionOptions Default = new();
}
