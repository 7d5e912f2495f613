using Mpsim.Models.Units;

namespace Mpsim.Scenarios.Plan;

/// <summary>One fully resolved variant: everything that a run needs besides the seed and the run number.</summary>
public sealed record VariantPlan
{
    public required string Name { get; init; }

    /// <summary>The template over which it is laid; null for none.</summary>
    public string? Template { get; init; }

    /// <summary>The simulated time of a run.</summary>
    public required Duration Duration { get; init; }

    public required IReadOnlyList<NodePlan> Nodes { get; init; }

    public required IReadOnlyList<LinkPlan> Links { get; init; }

    public IReadOnlyList<TunnelPlan> Tunnels { get; init; } = [];

    public required IReadOnlyList<FlowPlan> Flows { get; init; }

    /// <summary>In the order of time; events of one instant keep the order of the file.</summary>
    public required IReadOnlyList<EventPlan> Events { get; init; }

    /// <summary>What means harm; empty where nothing does.</summary>
    public IReadOnlyList<AttackPlan> Attacks { get; init; } = [];

    /// <summary>Changes of the addresses of NAPTs, in the order of time.</summary>
    public IReadOnlyList<NaptEventPlan> NaptEvents { get; init; } = [];

    /// <summary>Crashes of proxies and their ends, in the order of time.</summary>
    public IReadOnlyList<ProxyEventPlan> ProxyEvents { get; init; } = [];

    /// <summary>The rules that choose among the proxies on the way of a session; empty where nothing is chosen.</summary>
    public IReadOnlyList<SelectionRulePlan> Selection { get; init; } = [];

    /// <summary>The classes of the population; empty where there is none.</summary>
    public IReadOnlyList<SubscriberClassPlan> Population { get; init; } = [];

    /// <summary>A proxy that may take sessions over lies on the natural path of some accesses only, so that further subflows must be brought to it.</summary>
    public bool HasProxyOffPath { get; init; }

    /// <summary>The types of access that links of UEs ever are, each once, in the order of the file.</summary>
    public IReadOnlyList<string> AccessTypes => TypesOf(Links, Population, Events);

    /// <summary>The same of what a variant is made of.</summary>
    public static IReadOnlyList<string> TypesOf(IEnumerable<LinkPlan> links, IEnumerable<SubscriberClassPlan> population, IEnumerable<EventPlan> events) =>
        [.. links.Select(link => link.Access).Concat(population.SelectMany(group => group.Accesses).Select(access => access.Link.Access)).Concat(events.Select(change => change.Access ?? "")).Where(type => type.Length > 0).Distinct()];

    /// <summary>The class of a name, or null where the name is that of a node.</summary>
    public SubscriberClassPlan? Class(string id) => Population.FirstOrDefault(each => each.Id == id);

    public NodePlan Node(string id) => Nodes.First(node => node.Id == id);

    public LinkPlan Link(string id) => Links.First(link => link.Id == id);

    public FlowPlan Flow(string id) => Flows.First(flow => flow.Id == id);
}
