using Mpsim.Models.Network.Tunnels;
using Mpsim.Models.Wire;

namespace Mpsim.Scenarios.Plan;

/// <summary>An IP-in-IP tunnel between two nodes that pass packets on, and what is led into it.</summary>
public sealed record TunnelPlan
{
    public required string Id { get; init; }

    /// <summary>The end at which packets are led in.</summary>
    public required string Entry { get; init; }

    public required string Far { get; init; }

    /// <summary>The addresses between which the outer header goes.</summary>
    public required IpAddress EntryAddress { get; init; }

    public required IpAddress FarAddress { get; init; }

    /// <summary>The UEs' addresses.</summary>
    public required IReadOnlyList<(IpAddress Address, int Length)> Carries { get; init; }

    /// <summary>The addresses at the other end of what goes through; none for all.</summary>
    public required IReadOnlyList<(IpAddress Address, int Length)> Toward { get; init; }

    /// <summary>Up is from the UEs.</summary>
    public required LinkDirections Steers { get; init; }

    /// <summary>The largest packet with the outer header, in bytes.</summary>
    public required int Mtu { get; init; }

    public required Oversize Oversize { get; init; }
}
