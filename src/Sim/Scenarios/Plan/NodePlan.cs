namespace Mpsim.Scenarios.Plan;

/// <summary>One node. Routers carry <see cref="Tcp"/> and <see cref="Mptcp"/> with default values and never use them.</summary>
public sealed record NodePlan
{
    public required string Id { get; init; }

    public required NodeKind Kind { get; init; }

    /// <summary>A name of <see cref="HostProfiles"/>: where the settings that the scenario does not give come from.</summary>
    public required string Profile { get; init; }

    /// <summary>One per link that ends here, in the order of the links in the file.</summary>
    public required IReadOnlyList<InterfacePlan> Interfaces { get; init; }

    public required TcpPlan Tcp { get; init; }

    public required MptcpPlan Mptcp { get; init; }

    /// <summary>Present exactly when <see cref="Kind"/> is <see cref="NodeKind.Proxy"/>.</summary>
    public required ProxyPlan? Proxy { get; init; }

    /// <summary>Balancer: its pool.</summary>
    public PoolPlan? Pool { get; init; }

    /// <summary>UE: the proxy that the flows which it opens address.</summary>
    public AddressedProxyPlan? AddressedProxy { get; init; }

    /// <summary>UE: what it asks a proxy to reserve; null for nothing.</summary>
    public ReservePlan? Reserve { get; init; }

    /// <summary>Router: its boxes, in the order in which packets going out pass them.</summary>
    public IReadOnlyList<MiddleboxPlan> Middleboxes { get; init; } = [];

    /// <summary>Router: the link at which the boxes work; null where there are none.</summary>
    public string? Outside { get; init; }

    /// <summary>Packets of others pass the node.</summary>
    public bool Forwards => Kind is NodeKind.Router or NodeKind.Proxy or NodeKind.Balancer;

    /// <summary>A proxy at the customer's premises, which opens subflows as a UE does.</summary>
    public bool IsCpe => Proxy is { Mode: ProxyMode.Cpe };

    public InterfacePlan InterfaceOn(string link) => Interfaces.First(face => face.Link == link);
}
