using Mpsim.Models.Kernel;
using Mpsim.Models.Network;
using Mpsim.Models.Probes;
using Mpsim.Models.Proxy;
using Mpsim.Models.Proxy.Failover;
using Mpsim.Models.Proxy.Selection;
using Mpsim.Models.Units;
using Mpsim.Models.Wire;
using Mpsim.Scenarios.Plan;

namespace Mpsim.Assembly;

/// <summary>Makes what chooses among the proxies on the way of a session, and finds out which these are.</summary>
internal sealed class SelectionAssembly
{
    /// <summary>More hops than this are a loop.</summary>
    private const int MostHops = 255;

    private readonly VariantPlan _variant;
    private readonly ProxySelection? _selection;
    private IReadOnlyDictionary<string, Node> _nodes = new Dictionary<string, Node>();

    public SelectionAssembly(VariantPlan variant, Scheduler scheduler, EventSink log)
    {
        _variant = variant;
        if (variant.Selection.Count > 0)
        {
            var subjects = new RuleSubjects(variant);
            _selection = new ProxySelection(scheduler, [.. variant.Selection.Select(rule => Rule(rule, subjects))], log) { Candidates = Candidates };
        }
    }

    /// <summary>What chooses for a proxy; null where nothing does, or the proxy is none to choose.</summary>
    public ProxySelection? Of(NodePlan node) => IsCandidate(node) ? _selection : null;

    /// <summary>The network is there.</summary>
    public void Start(IReadOnlyDictionary<string, Node> nodes) => _nodes = nodes;

    private static SelectionRule Rule(SelectionRulePlan plan, RuleSubjects subjects) => new()
    {
        Name = plan.Name,
        Criterion = plan.Choice switch
        {
            SelectionChoice.Nearest => SelectionCriterion.Nearest,
            SelectionChoice.OnPath => SelectionCriterion.OnPath,
            SelectionChoice.Continuity => SelectionCriterion.Continuity,
            SelectionChoice.LeastLoaded => SelectionCriterion.LeastLoaded,
            _ => SelectionCriterion.Named,
        },
        Proxies = plan.Proxies,
        Subscribers = subjects.Subscribers(plan.Subscribers),
        Accesses = subjects.Accesses(plan.Accesses),
        Ports = subjects.Ports(plan.Flows, null),
        From = plan.From ?? Instant.Zero,
        Until = plan.Until ?? Instant.Never,
    };

    /// <summary>A member of a pool is its balancer's to choose, and a CPE has sessions that nobody else could have.</summary>
    private bool IsCandidate(NodePlan node) => node.Proxy is { Mode: not (Scenarios.Plan.ProxyMode.Cpe or Scenarios.Plan.ProxyMode.Forward) }
        && !_variant.Nodes.Any(each => each.Pool?.Members.Any(member => member.Proxy == node.Id) == true);

    private List<ProxyCandidate> Candidates(string asking, Endpoint ue, Endpoint server)
    {
        var accesses = Accesses(ue.Address);
        List<List<Node>> ways = [.. accesses.Select(face => Way(face.Egress?.Destination.Node, AddressFor(face, server.Address), server.Address))];
        var candidates = new List<ProxyCandidate>();
        foreach (var node in Way(_nodes[asking], ue.Address, server.Address))
        {
            if (_variant.Nodes.FirstOrDefault(plan => plan.Id == node.Name) is not { } plan || !IsCandidate(plan) || Working(node) is not { } proxy)
            {
                continue;
            }

            // The accesses of a subscriber of a population all lead the same way.
            var reached = accesses.Zip(ways).Count(each => each.Second.Contains(node) || ReachesAnnounced(each.First, plan, node));
            candidates.Add(new ProxyCandidate(proxy, ways.TrueForAll(way => way.Contains(node)), accesses.Count == 0 ? 1 : reached));
        }

        return candidates;
    }

    private List<Interface> Accesses(IpAddress ue) =>
        _variant.Nodes.Where(node => node.Kind == NodeKind.Ue).Select(node => _nodes[node.Id]).FirstOrDefault(node => node.HasAddress(ue)) is { } host
            ? [.. host.Interfaces.Where(face => face.Tunnel is null && face.Addresses.Any(address => address.Family == ue.Family))]
            : [];

    private bool ReachesAnnounced(Interface access, NodePlan plan, Node proxy) => plan.Proxy!.Steering.Announce.Any(link =>
        plan.InterfaceOn(link).Addresses.Any(address => Way(access.Egress?.Destination.Node, AddressFor(access, address), address).Contains(proxy)));

    private static IpAddress AddressFor(Interface face, IpAddress destination) => face.Addresses.FirstOrDefault(address => address.Family == destination.Family);

    private static ProxyNode? Working(Node node) => node is ProxySite site ? site.Active : node as ProxyNode;

    /// <summary>The nodes that packets pass from one on, that one included, until they arrive or nobody knows the way.</summary>
    private static List<Node> Way(Node? from, IpAddress source, IpAddress destination)
    {
        var passed = new List<Node>();
        for (var node = from; node is not null && passed.Count < MostHops; node = node.Routing.Lookup(source, destination)?.Egress?.Destination.Node)
        {
            passed.Add(node);
            if (node.HasAddress(destination))
            {
                break;
            }
        }

        return passed;
    }
}
