using Mpsim.Models.Hosts;
using Mpsim.Models.Kernel;
using Mpsim.Models.Network;
using Mpsim.Models.Probes;
using Mpsim.Models.Proxy.Provision;
using Mpsim.Models.Units;
using Mpsim.Models.Wire;
using Mpsim.Scenarios.Plan;

namespace Mpsim.Assembly;

/// <summary>Makes what proxies reserve with, and the UEs that ask for it.</summary>
internal sealed class ProvisionAssembly
{
    /// <summary>More hops than this are a loop.</summary>
    private const int MostHops = 255;

    private readonly VariantPlan _variant;
    private readonly Dictionary<string, ProvisionExchange> _exchanges = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ProvisionClient> _clients = new(StringComparer.Ordinal);

    public ProvisionAssembly(VariantPlan variant, RandomStreams streams, Scheduler scheduler, EventSink log)
    {
        _variant = variant;
        foreach (var node in variant.Nodes)
        {
            if (node.Proxy?.Provision is not { } plan)
            {
                continue;
            }

            var desk = new ProvisionDesk(node.Id, Settings(plan), log);
            foreach (var ue in variant.Nodes.Where(each => each.Kind == NodeKind.Ue))
            {
                desk.AddSubscriber(ue.Id, ue.Interfaces.SelectMany(face => face.Addresses));
            }

            _exchanges.Add(node.Id, new ProvisionExchange(scheduler, desk, streams.Create($"provision/{node.Id}")));
        }
    }

    /// <summary>What a proxy reserves with; null where it does not.</summary>
    public ProvisionExchange? Of(string proxy) => _exchanges.GetValueOrDefault(proxy);

    /// <summary>The network is there, and UEs begin to ask.</summary>
    public void Start(IReadOnlyDictionary<string, Node> nodes)
    {
        foreach (var node in _variant.Nodes)
        {
            if (node.Reserve is { } reserve)
            {
                var (host, proxy) = ((Host)nodes[node.Id], nodes[reserve.Proxy]);
                _clients.Add(node.Id, new ProvisionClient(host, _exchanges[reserve.Proxy], [.. reserve.Requests.SelectMany(Wishes)], () => Way(host, proxy)));
            }
        }
    }

    /// <summary>A UE has opened a connection.</summary>
    public void OnOpened(Host opener, ProtocolSocket socket, Endpoint server) => _clients.GetValueOrDefault(opener.Name)?.OnOpened(socket, server);

    private ProvisionSettings Settings(ProvisionPlan plan) => new()
    {
        Offers = [.. plan.Offers.Select(offer => new ProvisionOffer
        {
            Name = offer.Name,
            Level = offer.Level is { } level ? Level(level) : null,
            Subscribers = offer.Subscribers.Count == 0 ? null : offer.Subscribers,
            Ports = offer.Flows.Count == 0 ? null : [.. offer.Flows.Select(flow => (PortOf(flow), PortOf(flow)))],
            Accesses = offer.Accesses.Count == 0 ? null : offer.Accesses,
            Most = new Resources(offer.Sessions, offer.Subflows),
        })],
        Capacity = new Resources(plan.Sessions, plan.Subflows),
        Unreserved = new Resources(plan.UnreservedSessions, plan.UnreservedSubflows),
        GrantsParts = plan.Partial,
        Lifetime = plan.Lifetime,
        Delay = plan.Delay,
        Loss = plan.Loss,
        RepeatAfter = plan.Repeat,
    };

    private IEnumerable<ProvisionWish> Wishes(ReserveRequestPlan plan)
    {
        var wish = new ProvisionWish
        {
            Level = Level(plan.Level),
            Interface = plan.Link,
            Asked = plan.Level == ReservationLevel.Subflow ? Resources.OneSubflow : new Resources(plan.Sessions, plan.Subflows),
            At = plan.At,
            Until = plan.Until ?? Instant.Never,
        };
        return plan.Flows.Count == 0 ? [wish] : plan.Flows.Select(flow => wish with { Port = PortOf(flow) });
    }

    private ushort PortOf(string flow) => (ushort)(FlowAssembly.FirstPort + _variant.Flows.Index().First(entry => entry.Item.Id == flow).Index);

    private static ProvisionLevel Level(ReservationLevel level) => level switch
    {
        ReservationLevel.Subscriber => ProvisionLevel.Subscriber,
        ReservationLevel.Session => ProvisionLevel.Session,
        _ => ProvisionLevel.Subflow,
    };

    /// <summary>The propagation delay of the way over the first access of a UE that works; null where none leads to the proxy.</summary>
    private static Duration? Way(Host ue, Node proxy)
    {
        foreach (var access in ue.Interfaces)
        {
            if (access is { IsUp: true, Tunnel: null } && Way(ue, access, proxy) is { } delay)
            {
                return delay;
            }
        }

        return null;
    }

    private static Duration? Way(Host ue, Interface access, Node proxy)
    {
        var delay = Duration.Zero;
        var destination = proxy.Interfaces.Select(face => face.Addresses.FirstOrDefault(address => address.Family == access.Address.Family)).FirstOrDefault(address => !address.IsNone);
        var next = access;
        for (var hops = 0; hops < MostHops; hops++)
        {
            if (next.Egress is not { } link || link.Settings.Outages.IsDown(ue.Scheduler.Now))
            {
                return null;
            }

            delay += link.Settings.Delay.At(ue.Scheduler.Now);
            var node = link.Destination.Node;
            if (node == proxy)
            {
                return delay;
            }

            if (node is Host and not Models.Proxy.ProxyNode || node.Routing.Lookup(access.Address, destination) is not { } onward)
            {
                return null;
            }

            next = onward;
        }

        return null;
    }
}
