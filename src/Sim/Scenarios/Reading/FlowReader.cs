using Mpsim.Models.Wire;
using Mpsim.Scenarios.Keys;
using Mpsim.Scenarios.Plan;
using Mpsim.Scenarios.Yaml;

namespace Mpsim.Scenarios.Reading;

/// <summary>Reads one flow.</summary>
/// <param name="context">What all readers share.</param>
/// <param name="nodes">All nodes.</param>
/// <param name="classes">The names of those that stand for any subscriber of a class.</param>
/// <param name="topology">Null when nodes or links have errors, so that paths cannot be judged.</param>
/// <param name="span">The simulated time.</param>
internal sealed class FlowReader(ReadingContext context, IReadOnlyList<NodePlan> nodes, IReadOnlyList<string> classes, Topology? topology, RunSpan span)
{
    private readonly SizeReader _sizes = new(context);
    private readonly ArrivalReader _arrivals = new(context, span);

    private FlowKeys Keys => context.Keys.Flow;

    public FlowPlan Read(TreeEntry entry)
    {
        var id = entry.Key.Value;
        var path = $"flows.{id}";
        Identifier.Check(entry.Key, path, context.Errors);
        var flow = new MappingReader(entry.Value, path, entry.Key.Position, Keys.Group, context.Errors);
        var (from, to) = (End(flow, Keys.From), End(flow, Keys.To));
        var transfer = flow.Read(Keys.Transfer);
        CheckTransfer(flow, transfer);
        var opener = Opener(flow, transfer, from, to);
        var viaNode = ViaNode(from, to, opener);
        var isBulk = transfer == TransferKind.Bulk;
        var start = flow.Read(Keys.Start);
        span.Check(flow, Keys.Start, start, context.Errors);
        var initial = from is null || to is null || viaNode is null ? InitialPath.None : Initial(flow, viaNode, viaNode == from ? to : from);
        var plan = new FlowPlan
        {
            Id = id,
            From = from?.Id ?? "",
            To = to?.Id ?? "",
            Transfer = transfer,
            Size = isBulk ? _sizes.Read(flow, Keys.Size) : null,
            Time = isBulk && flow.TryRead(Keys.Time, out var time) ? time : null,
            Request = isBulk ? null : _sizes.Read(flow, Keys.Request) ?? FlowKeys.DefaultRequest,
            Response = isBulk ? null : _sizes.Read(flow, Keys.Response),
            Start = start,
            OpenedBy = opener?.Id ?? "",
            Connections = flow.Read(Keys.Connections),
            Arrivals = _arrivals.Read(flow, start),
            ViaNode = viaNode?.Id ?? "",
            Via = initial.Via,
            Family = initial.Family,
            OtherLink = initial.OtherLink,
            Mptcp = Mptcp(flow, opener),
            Dscp = flow.Read(Keys.Dscp),
            GiveUpAfter = flow.TryRead(Keys.GiveUpAfter, out var patience) ? patience : null,
            Retries = flow.Read(Keys.Retries),
        };
        CheckReach(flow, plan);
        CheckClasses(flow, plan);
        return opener is null ? plan : plan with { Proxy = AddressedProxy(flow, plan, opener) };
    }

    private AddressedProxyPlan? AddressedProxy(MappingReader flow, FlowPlan plan, NodePlan opener)
    {
        var before = context.Errors.Reports;
        var reader = new AddressedProxyReader(context);
        var addressed = flow.Find(Keys.Proxy) is null ? opener.AddressedProxy : reader.Read(flow, Keys.Proxy, nodes);
        if (addressed is not null && topology is not null && plan.Via.Count > 0 && context.Errors.Reports == before)
        {
            reader.Check(flow, Keys.Proxy, addressed, plan, opener, nodes.First(node => node.Id == addressed.Proxy), topology);
        }

        return addressed;
    }

    /// <summary>Nobody outside can open a connection to a host behind a NAPT, unless it forwards to it.</summary>
    private void CheckReach(MappingReader flow, FlowPlan plan)
    {
        var acceptor = nodes.FirstOrDefault(node => node.Id == plan.Other);
        if (topology is null || acceptor is null || acceptor.Id == plan.OpenedBy || plan.OtherLink.Length == 0 || plan.Family != IpFamilies.V4)
        {
            return;
        }

        var link = plan.ViaNode == plan.OpenedBy ? plan.OtherLink : plan.Via[0];
        if (topology.HiddenBy(acceptor.Id, link, plan.OpenedBy) is { } napt)
        {
            context.Errors.Add(flow.Owner, flow.Path, $"'{plan.OpenedBy}' cannot open connections to '{acceptor.Id}' behind the NAPT of '{napt.Name}'",
                $"opened_by: {acceptor.Id}, or a NAPT with forward: {acceptor.Id}");
        }
    }

    /// <summary>Subscribers open connections, each time another one; the other end is a node of its own.</summary>
    private void CheckClasses(MappingReader flow, FlowPlan plan)
    {
        if (classes.Contains(plan.From) && classes.Contains(plan.To))
        {
            context.Errors.Add(flow.PositionOf(Keys.To), flow.PathOf(Keys.To), "both ends are classes of subscribers", "one end that is a node");
        }
        else if (plan.OpenedBy.Length > 0 && classes.Contains(plan.Other))
        {
            context.Errors.Add(flow.PositionOf(Keys.OpenedBy), flow.PathOf(Keys.OpenedBy), $"subscribers open their connections themselves, and '{plan.Other}' is a class of them", plan.Other);
        }
    }

    private NodePlan? End(MappingReader flow, Key<string> key)
    {
        var name = flow.Read(key);
        var node = nodes.FirstOrDefault(node => node.Id == name);
        if (node is { Kind: NodeKind.Ue or NodeKind.Server } || flow.Find(key) is not TreeScalar scalar)
        {
            return node;
        }

        if (node is null)
        {
            context.Errors.AddUnknown(scalar.Position, flow.PathOf(key), "node", name, [.. nodes.Select(each => each.Id)]);
        }
        else
        {
            context.Errors.Add(scalar.Position, flow.PathOf(key), $"'{name}' is neither a UE nor a server", key.Expected);
        }

        return null;
    }

    private NodePlan? Opener(MappingReader flow, TransferKind transfer, NodePlan? from, NodePlan? to)
    {
        if (from is not null && from == to)
        {
            context.Errors.Add(flow.PositionOf(Keys.To), flow.PathOf(Keys.To), $"both ends are '{to.Id}'", "two different nodes");
        }

        if (!flow.TryRead(Keys.OpenedBy, out var name))
        {
            var asks = transfer == TransferKind.RequestResponse;
            return !asks && from is { Kind: NodeKind.Ue } && to is not { Kind: NodeKind.Ue } ? from : to;
        }

        var opener = from?.Id == name ? from : to?.Id == name ? to : null;
        if (opener is null && from is not null && to is not null)
        {
            context.Errors.AddUnknown(flow.Find(Keys.OpenedBy)!.Position, flow.PathOf(Keys.OpenedBy), "end of this flow", name, [from.Id, to.Id]);
        }

        if (transfer == TransferKind.RequestResponse && opener is not null && opener == from)
        {
            context.Errors.Add(flow.Find(Keys.OpenedBy)!.Position, flow.PathOf(Keys.OpenedBy),
                $"the end that opens asks, so responses cannot come from '{name}'", to?.Id);
        }

        return opener;
    }

    private static NodePlan? ViaNode(NodePlan? from, NodePlan? to, NodePlan? opener) =>
        (from?.Kind == NodeKind.Ue) == (to?.Kind == NodeKind.Ue) ? opener : from?.Kind == NodeKind.Ue ? from : to;

    private void CheckTransfer(MappingReader flow, TransferKind transfer)
    {
        if (transfer == TransferKind.Bulk)
        {
            flow.ReportMeaningless(Keys.OfRequestResponse, flow.Find(Keys.Transfer), "a bulk transfer has neither request nor response");
            if (flow.Find(Keys.Size) is not null && flow.Find(Keys.Time) is not null)
            {
                context.Errors.Add(flow.PositionOf(Keys.Time), flow.PathOf(Keys.Time), "a transfer ends by size or by time, not by both");
            }
        }
        else
        {
            flow.ReportMeaningless(Keys.OfBulk, flow.Find(Keys.Transfer), "a request-response flow has 'request' and 'response' instead");
            if (flow.Find(Keys.Response) is null)
            {
                flow.ReportMissing(Keys.Response);
            }
        }
    }

    /// <summary>The links that the flow may use, and the addresses between which it is opened.</summary>
    private InitialPath Initial(MappingReader flow, NodePlan node, NodePlan other)
    {
        if (topology is null)
        {
            return InitialPath.None;
        }

        var before = context.Errors.Reports;
        var via = Via(flow, topology, node, other);
        if (context.Errors.Reports != before)
        {
            return InitialPath.None;
        }

        // RFC 6724 section 2.1: of two addresses in the global scope that are as good, the one of IPv6 comes first.
        var isGiven = flow.TryRead(Keys.Ip, out var wanted);
        IpFamilies[] families = isGiven ? [wanted] : [IpFamilies.V6, IpFamilies.V4];
        var isChosen = flow.Find(Keys.Via) is not null;
        foreach (var link in isChosen ? [via[0]] : via)
        {
            foreach (var family in families.Where(each => topology.Reaches(link, node.Id, other.Id, each)))
            {
                return new InitialPath([link, .. via.Where(each => each != link)], family, other.Interfaces.First(face => face.Families.HasFlag(family)).Link);
            }
        }

        var version = isGiven ? Forms.Family.Write(wanted) : "one IP version";
        context.Errors.Add(isGiven ? flow.PositionOf(Keys.Ip) : flow.Owner, isGiven ? flow.PathOf(Keys.Ip) : flow.Path,
            $"there is no way in {version} all along from '{node.Id}'{(isChosen ? $" over '{via[0]}'" : "")} to '{other.Id}', on which to open the flow", WaysOut(topology, node, other, via));
        return InitialPath.None;
    }

    /// <summary>What would make the flow possible: the IP versions of links that lead to the other end.</summary>
    private static string WaysOut(Topology topology, NodePlan node, NodePlan other, IReadOnlyList<string> via)
    {
        var ways = via.SelectMany(link => new[] { IpFamilies.V4, IpFamilies.V6 }.Where(each => topology.Reaches(link, node.Id, other.Id, each)).Select(each => $"ip: {Forms.Family.Write(each)} via {link}")).ToList();
        return ways.Count > 0 ? string.Join(", or ", ways) : "links that carry an IP version that both ends have";
    }

    private IReadOnlyList<string> Via(MappingReader flow, Topology topology, NodePlan node, NodePlan other)
    {
        var usable = topology.LinksToward(node.Id, other.Id);
        if (usable.Count == 0)
        {
            context.Errors.Add(flow.Owner, flow.Path, $"there is no way from '{node.Id}' to '{other.Id}'",
                "links that connect them through routers or proxies");
        }

        if (flow.Find(Keys.Via) is not { } given)
        {
            return usable;
        }

        var via = new List<string>();
        foreach (var item in given is TreeScalar single ? [single] : flow.Items(Keys.Via))
        {
            var name = (item as TreeScalar)?.Value ?? "";
            if (!usable.Contains(name))
            {
                context.Errors.AddUnknown(item.Position, flow.PathOf(Keys.Via), $"link from '{node.Id}' toward '{other.Id}'", name, usable);
            }
            else if (via.Contains(name))
            {
                context.Errors.Add(item.Position, flow.PathOf(Keys.Via), $"'{name}' is given twice");
            }

            via.Add(name);
        }

        if (via.Count == 0)
        {
            context.Errors.Add(given.Position, flow.PathOf(Keys.Via), "the list is empty", Keys.Via.Expected);
        }

        return via;
    }

    private bool Mptcp(MappingReader flow, NodePlan? opener)
    {
        var possible = opener?.Mptcp.Enabled ?? false;
        if (!flow.TryRead(Keys.Mptcp, out var wanted))
        {
            return possible;
        }

        if (wanted && opener is { Mptcp.Enabled: false })
        {
            context.Errors.Add(flow.Find(Keys.Mptcp)!.Position, flow.PathOf(Keys.Mptcp),
                $"'{opener.Id}' opens the flow and does not speak MPTCP", $"nodes.{opener.Id}.mptcp: true");
        }

        return wanted;
    }
}
