using Mpsim.Models.Wire;

namespace Mpsim.Scenarios.Plan;

/// <summary>A link between two nodes: <see cref="Up"/> carries packets from the first to the second, <see cref="Down"/> back.</summary>
public sealed record LinkPlan
{
    public required string Id { get; init; }

    public required string First { get; init; }

    public required string Second { get; init; }

    /// <summary>The access technology in the scenario's words (<c>lte</c>, <c>wlan</c>…); empty when not said.</summary>
    public required string Access { get; init; }

    /// <summary>The IP versions that it carries.</summary>
    public required IpFamilies Families { get; init; }

    /// <summary>The largest IP packet in bytes.</summary>
    public required int Mtu { get; init; }

    /// <summary>All hosts know the MTU; else only those at the ends.</summary>
    public bool MtuDiscovery { get; init; } = true;

    /// <summary>What its octets cost; null for nothing.</summary>
    public TariffPlan? Tariff { get; init; }

    /// <summary>What <c>mpsim run</c> captures of the link.</summary>
    public CaptureExtent Capture { get; init; } = CaptureExtent.Nothing;

    public required DirectionPlan Up { get; init; }

    public required DirectionPlan Down { get; init; }

    /// <summary>Boxes at the second end, in the order in which packets going up pass them.</summary>
    public IReadOnlyList<MiddleboxPlan> Middleboxes { get; init; } = [];

    public bool EndsAt(string node) => First == node || Second == node;

    public string OtherEnd(string node) => First == node ? Second : First;
}
