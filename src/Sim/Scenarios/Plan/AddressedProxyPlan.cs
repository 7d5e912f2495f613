namespace Mpsim.Scenarios.Plan;

/// <summary>The proxy that the end which opens a flow addresses itself.</summary>
public sealed record AddressedProxyPlan
{
    /// <summary>Name of the proxy.</summary>
    public required string Proxy { get; init; }

    public required ProxyProtocol Protocol { get; init; }

    /// <summary>Convert: the message goes in the SYN.</summary>
    public required bool DataInSyn { get; init; }

    /// <summary>Convert: servers that speak MPTCP are found out, and reached without the converter.</summary>
    public required bool Bypass { get; init; }

    /// <summary>Connections go without the proxy where it does not serve.</summary>
    public required bool Fallback { get; init; }
}
