using Mpsim.Scenarios.Keys;
using Mpsim.Scenarios.Plan;
using Mpsim.Scenarios.Values;
using Mpsim.Scenarios.Yaml;

namespace Mpsim.Scenarios.Reading;

/// <summary>Reads what proxies reserve and what UEs ask for, once all that they may name is known.</summary>
/// <param name="context">What all readers share.</param>
/// <param name="nodes">All nodes.</param>
/// <param name="links">All links.</param>
/// <param name="flows">The names of all flows.</param>
/// <param name="span">The simulated time.</param>
internal sealed class ProvisionReader(ReadingContext context, IReadOnlyList<NodePlan> nodes, IReadOnlyList<LinkPlan> links, IReadOnlyList<string> flows, RunSpan span)
{
    private static readonly NameForm AnyName = new("a name");

    private readonly string[] _ues = [.. nodes.Where(node => node.Kind == NodeKind.Ue).Select(node => node.Id)];

    private ProvisionKeys Keys => context.Keys.Provision;

    /// <returns>The node with what it reserves or asks for.</returns>
    public NodePlan Read(NodePlan node, TreeEntry entry)
    {
        var reader = new MappingReader(entry.Value, $"nodes.{node.Id}", entry.Key.Position, context.Keys.Node.Group, context.Errors);
        if (node.Proxy is { } proxy && reader.Find(context.Keys.Node.Provision) is not null)
        {
            CheckProxy(reader, node, proxy);
            return node with { Proxy = proxy with { Provision = Provision(reader.Open(context.Keys.Node.Provision, Keys.Group)) } };
        }

        return node.Kind == NodeKind.Ue && reader.Find(context.Keys.Node.Reserve) is not null
            ? node with { Reserve = Reserve(node, reader.Open(context.Keys.Node.Reserve, Keys.ReserveGroup)) }
            : node;
    }

    /// <summary>What is asked for must be asked of a proxy that answers.</summary>
    /// <param name="node">The node.</param>
    /// <param name="entry">Where it stands.</param>
    /// <param name="all">All nodes, as they have been read.</param>
    /// <returns>The node with the proxy that it asks.</returns>
    public NodePlan FindProxy(NodePlan node, TreeEntry entry, IReadOnlyList<NodePlan> all)
    {
        if (node.Reserve is not { } reserve)
        {
            return node;
        }

        var reader = new MappingReader(entry.Value, $"nodes.{node.Id}", entry.Key.Position, context.Keys.Node.Group, context.Errors).Open(context.Keys.Node.Reserve, Keys.ReserveGroup);
        string[] known = [.. all.Where(each => each.Proxy?.Provision is not null).Select(each => each.Id)];
        if (reserve.Proxy.Length > 0)
        {
            if (!known.Contains(reserve.Proxy))
            {
                context.Errors.AddUnknown(reader.PositionOf(Keys.Proxy), reader.PathOf(Keys.Proxy), $"proxy with '{context.Keys.Node.Provision.Name}'", reserve.Proxy, known);
            }
        }
        else if (known.Length != 1)
        {
            context.Errors.Add(reader.Owner, reader.PathOf(Keys.Proxy), known.Length == 0 ? "no proxy reserves anything" : "there are several proxies that reserve",
                known.Length == 0 ? $"a proxy with '{context.Keys.Node.Provision.Name}'" : "one of " + string.Join(", ", known));
        }

        return node with { Reserve = reserve with { Proxy = reserve.Proxy.Length > 0 || known.Length == 0 ? reserve.Proxy : known[0] } };
    }

    private void CheckProxy(MappingReader node, NodePlan plan, ProxyPlan proxy)
    {
        var key = context.Keys.Node.Provision;
        var reason = proxy.Mode is ProxyMode.Cpe or ProxyMode.Forward ? $"a proxy in mode '{context.Keys.Node.Mode.Form.Write(proxy.Mode)}' has no sessions of UEs that speak MPTCP"
            : proxy.Failure.Kind == ProxyStandby.HotStandby ? "a hot standby would hear of a grant at another time than the proxy, and go another way"
            : nodes.Any(node => node.Pool?.Members.Any(member => member.Proxy == plan.Id) == true) ? "which member of a pool gets a session is not known when it is asked for"
            : null;
        if (reason is not null)
        {
            context.Errors.Add(node.PositionOf(key), node.PathOf(key), reason);
        }
    }

    private ProvisionPlan Provision(MappingReader provision)
    {
        var unreserved = provision.Open(Keys.Unreserved, Keys.UnreservedGroup);
        var offers = new List<ProvisionOfferPlan>();
        foreach (var (index, item) in provision.Items(Keys.Offers).Index())
        {
            offers.Add(Offer(new MappingReader(item, $"{provision.PathOf(Keys.Offers)}.{index}", item.Position, Keys.OfferGroup, context.Errors), index));
        }

        return new ProvisionPlan
        {
            Offers = offers,
            Sessions = provision.TryRead(Keys.Capacity, out var sessions) ? sessions : null,
            Subflows = provision.TryRead(Keys.SubflowCapacity, out var subflows) ? subflows : null,
            UnreservedSessions = unreserved.TryRead(Keys.UnreservedSessions, out var most) ? most : null,
            UnreservedSubflows = unreserved.Read(Keys.UnreservedSubflows),
            Partial = provision.Read(Keys.Partial),
            Lifetime = provision.Read(Keys.Lifetime),
            Delay = provision.Read(Keys.Delay),
            Loss = provision.Read(Keys.Loss),
            Repeat = provision.Read(Keys.Repeat),
        };
    }

    private ProvisionOfferPlan Offer(MappingReader offer, int index) => new()
    {
        Name = offer.TryRead(Keys.OfferName, out var name) ? name : $"offer {index + 1}",
        Level = offer.TryRead(Keys.OfferLevel, out var level) ? level : null,
        Subscribers = Names(offer, Keys.Subscribers, "UE", _ues),
        Flows = Names(offer, Keys.Flows, "flow", flows),
        Accesses = Names(offer, Keys.Access, "type of access", [.. links.Select(link => link.Access).Where(access => access.Length > 0).Distinct()]),
        Sessions = offer.TryRead(Keys.Most, out var sessions) ? sessions : null,
        Subflows = offer.TryRead(Keys.MostSubflows, out var subflows) ? subflows : null,
    };

    private ReservePlan Reserve(NodePlan node, MappingReader reserve)
    {
        reserve.TryRead(Keys.Proxy, out var proxy);
        var requests = new List<ReserveRequestPlan>();
        foreach (var (index, item) in reserve.Items(Keys.Requests).Index())
        {
            requests.Add(Request(node, new MappingReader(item, $"{reserve.PathOf(Keys.Requests)}.{index}", item.Position, Keys.RequestGroup, context.Errors)));
        }

        return new ReservePlan(proxy ?? "", requests);
    }

    private ReserveRequestPlan Request(NodePlan node, MappingReader request)
    {
        var level = request.Read(Keys.Level);
        CheckLevel(request, level);
        var plan = new ReserveRequestPlan
        {
            Level = level,
            Flows = Names(request, Keys.RequestFlows, "flow", flows),
            Link = Link(node, request, level),
            Sessions = request.TryRead(Keys.AskedSessions, out var sessions) ? sessions : null,
            Subflows = request.TryRead(Keys.AskedSubflows, out var subflows) ? subflows : null,
            At = request.Read(Keys.At),
            Until = request.TryRead(Keys.Until, out var until) ? until : null,
        };
        span.Check(request, Keys.At, plan.At, context.Errors);
        if (plan.Until <= plan.At)
        {
            context.Errors.Add(request.PositionOf(Keys.Until), request.PathOf(Keys.Until), "it would be given back before it is asked for", "a time after 'at'");
        }

        if (level != ReservationLevel.Subflow && request.Find(Keys.Level) is not null && request.Find(Keys.AskedSessions) is null && request.Find(Keys.AskedSubflows) is null)
        {
            context.Errors.Add(request.Owner, request.Path, "the request asks for nothing", level == ReservationLevel.Subscriber ? "sessions or subflows" : "subflows");
        }

        return plan;
    }

    private void CheckLevel(MappingReader request, ReservationLevel level)
    {
        if (request.Find(Keys.Level) is not { } reason)
        {
            return;
        }

        var word = Keys.Level.Form.Write(level);
        if (level != ReservationLevel.Subscriber)
        {
            request.ReportMeaningless([Keys.AskedSessions, Keys.At, Keys.Until], reason, $"a request for a {word} does not have this key");
        }

        if (level != ReservationLevel.Subflow)
        {
            request.ReportMeaningless([Keys.Link], reason, $"a request for a {word} does not have this key");
        }
        else
        {
            request.ReportMeaningless([Keys.AskedSubflows], reason, "a request for a subflow is for one");
        }

        if (level == ReservationLevel.Subscriber)
        {
            request.ReportMeaningless([Keys.RequestFlows], reason, "a request for a subscriber is about all flows");
        }
    }

    private string? Link(NodePlan node, MappingReader request, ReservationLevel level)
    {
        if (level != ReservationLevel.Subflow)
        {
            return null;
        }

        if (!request.TryRead(Keys.Link, out var link))
        {
            request.ReportMissing(Keys.Link);
            return null;
        }

        if (!node.Interfaces.Any(face => face.Link == link))
        {
            context.Errors.AddUnknown(request.PositionOf(Keys.Link), request.PathOf(Keys.Link), "link of this node", link, [.. node.Interfaces.Select(face => face.Link)]);
        }

        return link;
    }

    private List<string> Names(MappingReader reader, Key key, string what, IReadOnlyList<string> known)
    {
        var names = new List<string>();
        foreach (var (index, item) in reader.Items(key).Index())
        {
            var path = $"{reader.PathOf(key)}.{index}";
            if (!reader.TryRead(item, path, AnyName, out var name))
            {
                continue;
            }

            if (!known.Contains(name))
            {
                context.Errors.AddUnknown(item.Position, path, what, name, known);
            }

            names.Add(name);
        }

        return names;
    }
}
