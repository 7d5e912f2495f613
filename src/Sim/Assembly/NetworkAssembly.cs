using System.Threading;
using Mpsim.Captures;
using Mpsim.Measuring;
using Mpsim.Models.Attacks;
using Mpsim.Models.Hosts;
using Mpsim.Models.Kernel;
using Mpsim.Models.Network;
using Mpsim.Models.Network.Middleboxes;
using Mpsim.Models.Network.Tunnels;
using Mpsim.Models.Probes;
using Mpsim.Models.Proxy;
using Mpsim.Models.Proxy.Failover;
using Mpsim.Models.Proxy.Pool;
using Mpsim.Models.Wire;
using Mpsim.Scenarios.Plan;

namespace Mpsim.Assembly;

/// <summary>Makes nodes, their interfaces, the links between them in both directions, and the routes.</summary>
internal sealed class NetworkAssembly
{
    private readonly VariantPlan _variant;
    private readonly Dictionary<string, Node> _nodes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Interface[]> _endsOfLink = new(StringComparer.Ordinal);
    private readonly List<MeasuredLink> _links = [];
    private readonly MiddleboxAssembly _boxes;

    public NetworkAssembly(VariantPlan variant, TraceLibrary traces, RandomStreams streams, Scheduler scheduler, PacketPool pool, EventSink log, AlterationSink alterations, RunCapture? captures, CancellationToken interruption)
    {
        _variant = variant;
        Tariffs = new TariffAssembly(variant, scheduler, log);
        Accesses = new AccessAssembly(variant, streams, scheduler, log);
        var stacks = new StackSettings(variant, () => scheduler.Now) { Accesses = Accesses, Tariffs = Tariffs };
        Provisions = new ProvisionAssembly(variant, streams, scheduler, log);
        var selection = new SelectionAssembly(variant, scheduler, log);
        var proxies = new ProxyAssembly(variant, stacks, Provisions, selection);
        var sites = new SiteAssembly(variant, streams, scheduler, pool, log, Provisions, selection, Tariffs);
        foreach (var plan in variant.Nodes)
        {
            var chance = streams.Create($"host/{plan.Id}");
            Node node = plan.Kind switch
            {
                NodeKind.Router => new Router(plan.Id, pool),
                NodeKind.Balancer => new Balancer(plan.Id, scheduler, pool, proxies.Pool(plan, plan.Pool!)),
                NodeKind.Attacker => new AttackerNode(plan.Id, pool),
                NodeKind.Proxy when sites.IsNeededFor(plan) => sites.Create(plan),
                NodeKind.Proxy => new ProxyNode(plan.Id, scheduler, pool, chance, proxies.Settings(plan), log),
                _ => new Host(plan.Id, scheduler, pool, chance, stacks.Of(plan, null, plan.Mptcp.Enabled), log),
            };
            foreach (var face in plan.Interfaces)
            {
                Interface? added = null;
                foreach (var address in face.Addresses)
                {
                    if (added is null)
                    {
                        added = node.AddInterface(face.Link, address, accessType: variant.Link(face.Link).Access);
                    }
                    else
                    {
                        node.AddAddress(added, address);
                    }
                }
            }

            foreach (var address in plan.Proxy?.Sharing?.Settings.Addresses ?? [])
            {
                node.AddAddress(node.FindInterface(plan.Interfaces[^1].Link)!, address);
            }

            _nodes.Add(plan.Id, node);
        }

        Tunnels = new TunnelAssembly(variant, _nodes, scheduler, log).Ends;
        _boxes = new MiddleboxAssembly(variant, streams, scheduler, pool, log, alterations);
        _boxes.AddTo(InterfaceOn);
        var links = new LinkAssembly(variant, traces, streams);
        Attacks = new AttackAssembly(variant, scheduler, streams, log);
        AddLinks(links, scheduler, pool, captures);
        Accesses.Start((link, ue) => [.. _endsOfLink[link].OrderBy(end => end.Node.Name == ue ? 0 : 1).Select(end => end.Egress!)]);
        Population = new PopulationAssembly(_nodes, links, stacks, scheduler, pool, streams, log);
        foreach (var group in variant.Population)
        {
            Population.Add(group, interruption);
        }

        new RouteAssembly(variant, _nodes).AddRoutes();
        Tariffs.Start(_nodes, _endsOfLink);
        Provisions.Start(_nodes);
        selection.Start(_nodes);
    }

    /// <summary>All nodes but those of a population, by name.</summary>
    public IReadOnlyDictionary<string, Node> Nodes => _nodes;

    /// <summary>The two interfaces of each link.</summary>
    public IReadOnlyDictionary<string, Interface[]> EndsOfLink => _endsOfLink;

    /// <summary>What proxies are told of accesses.</summary>
    public AccessAssembly Accesses { get; }

    /// <summary>What accesses cost.</summary>
    public TariffAssembly Tariffs { get; }

    /// <summary>What proxies reserve for UEs.</summary>
    public ProvisionAssembly Provisions { get; }

    /// <summary>Attacks, which are added once it is known what they are aimed at.</summary>
    public AttackAssembly Attacks { get; }

    /// <summary>The subscribers.</summary>
    public PopulationAssembly Population { get; }

    /// <summary>Every link that a packet can be on.</summary>
    public IEnumerable<Link> AllLinks => _links.Select(measured => measured.Link).Concat(Population.Links);

    /// <summary>The links of the scenario, each with both directions, in the order of the file; the accesses of a population are too many to look at.</summary>
    public IReadOnlyList<MeasuredLink> Links => _links;

    /// <summary>All middleboxes.</summary>
    public IReadOnlyList<MiddleboxChain> Middleboxes => _boxes.Chains;

    /// <summary>The ends of all tunnels.</summary>
    public IReadOnlyList<TunnelEnd> Tunnels { get; }

    /// <summary>The proxies that may crash, which are not among the others.</summary>
    public IEnumerable<ProxySite> Sites => _variant.Nodes.Select(node => _nodes[node.Id]).OfType<ProxySite>();

    public ProxySite Site(string id) => (ProxySite)_nodes[id];

    /// <summary>All proxies, each as it works at the time.</summary>
    public IReadOnlyList<Func<ProxyNode>> Working =>
        [.. Proxies.Select(proxy => (Func<ProxyNode>)(() => proxy)), .. Sites.Select(site => (Func<ProxyNode>)(() => site.Latest))];

    public IEnumerable<ProxyNode> Proxies => _variant.Nodes.Select(node => _nodes[node.Id]).OfType<ProxyNode>();

    public IEnumerable<Balancer> Balancers => _variant.Nodes.Select(node => _nodes[node.Id]).OfType<Balancer>();

    public Host Host(string id) => (Host)_nodes[id];

    public AttackerNode Attacker(string id) => (AttackerNode)_nodes[id];

    private void AddLinks(LinkAssembly settings, Scheduler scheduler, PacketPool pool, RunCapture? captures)
    {
        foreach (var plan in _variant.Links)
        {
            Interface[] ends = [InterfaceOn(plan.First, plan.Id), InterfaceOn(plan.Second, plan.Id)];
            var taps = plan.Capture.IsOn ? captures?.Add(plan.Id, plan.First, plan.Second, plan.Capture.PayloadLimit) : null;
            foreach (var (direction, from, to, tap) in new[] { (LinkDirections.Up, ends[0], ends[1], taps?.Up), (LinkDirections.Down, ends[1], ends[0], taps?.Down) })
            {
                var link = new Link(scheduler, pool, LinkAssembly.NameOf(plan, direction), settings.Settings(plan, direction) with { Tap = Attacks.Watch(plan, direction, tap) }, to);
                from.Egress = link;
                _links.Add(new MeasuredLink(plan.Id, LinkAssembly.WordOf(direction), link, settings.CapacityVaries(plan, direction)));
            }

            _endsOfLink.Add(plan.Id, ends);
        }
    }

    private Interface InterfaceOn(string node, string link) => _nodes[node].FindInterface(link)!;
}
