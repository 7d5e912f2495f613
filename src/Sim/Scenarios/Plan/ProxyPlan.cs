using Mpsim.Models.Units;

namespace Mpsim.Scenarios.Plan;

/// <summary>The settings of a proxy.</summary>
public sealed record ProxyPlan
{
    public required ProxyMode Mode { get; init; }

    /// <summary>Per session and direction.</summary>
    public required ByteCount RelayBuffer { get; init; }

    public required ProxyAccept Accept { get; init; }

    /// <summary>The largest segment size that SYNs may announce; null leaves them alone.</summary>
    public ByteCount? MssClamp { get; init; }
}
