namespace Mpsim.Models.Proxy.Provision;

/// <summary>What has become of requests so far, of one level.</summary>
/// <param name="Granted">Requests that got all that they asked for.</param>
/// <param name="PartlyGranted">Requests that got something.</param>
/// <param name="Refused">Requests that got nothing.</param>
public readonly record struct ProvisionCounts(long Granted, long PartlyGranted, long Refused)
{
    internal ProvisionCounts With(ProvisionOutcome outcome) => outcome switch
    {
        ProvisionOutcome.Granted => this with { Granted = Granted + 1 },
        ProvisionOutcome.PartlyGranted => this with { PartlyGranted = PartlyGranted + 1 },
        _ => this with { Refused = Refused + 1 },
    };

    public static ProvisionCounts operator +(ProvisionCounts a, ProvisionCounts b) => new(a.Granted + b.Granted, a.PartlyGranted + b.PartlyGranted, a.Refused + b.Refused);
}
