using Mpsim.Models.Wire;
using Mpsim.Scenarios.Errors;
using Mpsim.Scenarios.Keys;
using Mpsim.Scenarios.Plan;
using Mpsim.Scenarios.Yaml;

namespace Mpsim.Scenarios.Reading;

/// <summary>Reads one node and gives it its addresses.</summary>
internal sealed class NodeReader(ReadingContext context, IReadOnlyList<LinkPlan> links, IReadOnlyList<string> nodes, IReadOnlyList<string> linksOfUes, RunSpan span, bool linksAreSound)
{
    private readonly HostReader _host = new(context, linksOfUes, span);

    private NodeKeys Keys => context.Keys.Node;

    public NodePlan Read(TreeEntry entry)
    {
        var id = entry.Key.Value;
        var path = $"nodes.{id}";
        var before = context.Errors.Reports;
        Identifier.Check(entry.Key, path, context.Errors);
        var isNamed = context.Errors.Reports == before;
        var node = new MappingReader(entry.Value, path, entry.Key.Position, Keys.Group, context.Errors);
        var kind = node.Read(Keys.Kind);
        var interfaces = Interfaces(node, id);
        CheckKind(node, id, kind);
        if (isNamed && interfaces.Count == 0 && linksAreSound && node.Find(Keys.Kind) is not null)
        {
            // Most likely a slip in an override, which would else make a node that nothing ever reaches.
            context.Errors.Add(node.Owner, node.Path, $"no link ends at the {Keys.Kind.Form.Write(kind)} '{id}'",
                "at least one link with this node in its 'between'", NearestName.Find(id, nodes.Where(other => other != id)));
        }

        var outside = kind == NodeKind.Router && node.Find(Keys.Middleboxes) is not null ? Outside(node, interfaces) : null;
        var profile = HostProfiles.Find(node.Read(Keys.Profile))!;

        // What is written for a host is told as meaningless at a node without connections, or is left over from what the node was before; what is within is nobody's.
        var host = kind is NodeKind.Router or NodeKind.Balancer or NodeKind.Attacker ? new MappingReader(null, path, entry.Key.Position, Keys.Group, context.Errors) : node;
        return new SteeringReader(context).Read(node, new NodePlan
        {
            Id = id,
            Kind = kind,
            Profile = profile.Name,
            Interfaces = interfaces,
            Tcp = _host.Tcp(host, profile),
            Mptcp = _host.Mptcp(host, kind, profile, interfaces),
            Proxy = Proxy(node, kind),
            Outside = outside?.Link,
            Middleboxes = outside is null ? [] : new MiddleboxReader(context).Read(node, Keys.Middleboxes, outside.V4, nodes),
        });
    }

    private void CheckKind(MappingReader node, string id, NodeKind kind)
    {
        var reason = node.Find(Keys.Kind);
        if (reason is null)
        {
            return;
        }

        if (kind != NodeKind.Proxy)
        {
            node.ReportMeaningless(Keys.OfProxies, reason, $"only a proxy has this key, and '{id}' is a {Keys.Kind.Form.Write(kind)}");
        }

        if (kind != NodeKind.Ue)
        {
            node.ReportMeaningless(Keys.OfUes, reason, $"only a UE has this key, and '{id}' is a {Keys.Kind.Form.Write(kind)}");
        }

        if (kind != NodeKind.Router)
        {
            node.ReportMeaningless(Keys.OfRouters, reason, $"only a router has this key, and '{id}' is a {Keys.Kind.Form.Write(kind)}; a link may have middleboxes as well");
        }

        if (kind != NodeKind.Balancer)
        {
            node.ReportMeaningless(Keys.OfBalancers, reason, $"only a balancer has this key, and '{id}' is a {Keys.Kind.Form.Write(kind)}");
        }

        if (kind is NodeKind.Router or NodeKind.Balancer or NodeKind.Attacker)
        {
            node.ReportMeaningless(Keys.OfHosts, reason, $"{(kind == NodeKind.Attacker ? "an attacker" : kind == NodeKind.Balancer ? "a balancer" : "a router")} has no connections of its own, so '{id}' cannot have this key");
        }
    }

    private InterfacePlan? Outside(MappingReader node, List<InterfacePlan> interfaces)
    {
        if (!node.TryRead(Keys.Outside, out var name))
        {
            return interfaces.LastOrDefault();
        }

        if (interfaces.Find(face => face.Link == name) is { } outside)
        {
            return outside;
        }

        context.Errors.AddUnknown(node.Find(Keys.Outside)!.Position, node.PathOf(Keys.Outside), "link of this node", name, [.. interfaces.Select(face => face.Link)]);
        return null;
    }

    private ProxyPlan? Proxy(MappingReader node, NodeKind kind)
    {
        // The values are read for their errors even where they have been left over from another kind.
        var mode = node.Read(Keys.Mode);
        var proxy = new ProxyPlan
        {
            Mode = mode,
            RelayBuffer = node.Read(Keys.RelayBuffer),
            Accept = node.Read(Keys.Accept),
            Services = new AddressedProxyReader(context).Services(node),
            CapabilityAge = node.Read(Keys.CapabilityAge),
            AccessReports = new AccessReportReader(context).Read(node),
            Sharing = new SharingReader(context).Read(node, Keys.Sharing, portsOfNapt: null),
            Costs = new CostReader(context).Read(node),
            Protection = Protection(node),
            MssClamp = node.TryRead(Keys.MssClamp, out var clamp) ? clamp : null,
            Failure = new FailureReader(context).Read(node, mode),
        };
        return kind == NodeKind.Proxy ? proxy : null;
    }

    private ProtectionPlan Protection(MappingReader node)
    {
        var keys = context.Keys.Protection;
        var protection = node.Open(Keys.Protection, keys.Group);
        return new ProtectionPlan
        {
            SynBacklog = protection.TryRead(keys.SynBacklog, out var backlog) ? backlog : null,
            HalfOpenPerUe = protection.TryRead(keys.HalfOpenPerUe, out var halfOpen) ? halfOpen : null,
            PendingJoins = protection.TryRead(keys.PendingJoins, out var joins) ? joins : null,
        };
    }

    private List<InterfacePlan> Interfaces(MappingReader node, string id)
    {
        var families = FamilyReader.Read(context, node, Keys.Ip, IpFamilies.Both);
        var given = GivenAddresses(node, id, families);
        var interfaces = new List<InterfacePlan>();
        foreach (var (index, link) in links.Index())
        {
            if (!link.EndsAt(id))
            {
                continue;
            }

            var common = link.Families & families;
            if (common == IpFamilies.None)
            {
                context.Errors.Add(node.Find(Keys.Ip)!.Position, node.PathOf(Keys.Ip), $"the link '{link.Id}' of '{id}' carries {FamilyReader.Write(link.Families)} only",
                    $"{FamilyReader.Write(IpFamilies.Both)}, or links.{link.Id}.ip: {FamilyReader.Write(families)}");
            }

            var host = link.First == id ? AutomaticAddress.First : AutomaticAddress.Second;
            interfaces.Add(new InterfacePlan(
                link.Id,
                common.HasFlag(IpFamilies.V4) ? given.GetValueOrDefault((link.Id, IpFamilies.V4), AutomaticAddress.V4(index, host)) : default,
                common.HasFlag(IpFamilies.V6) ? given.GetValueOrDefault((link.Id, IpFamilies.V6), AutomaticAddress.V6(index, host)) : default));
        }

        return interfaces;
    }

    private Dictionary<(string Link, IpFamilies Family), IpAddress> GivenAddresses(MappingReader node, string id, IpFamilies families)
    {
        var addresses = new Dictionary<(string, IpFamilies), IpAddress>();
        List<LinkPlan> own = [.. links.Where(link => link.EndsAt(id))];
        foreach (var (name, value) in node.NamedEntries(Keys.Addresses))
        {
            var path = $"{node.PathOf(Keys.Addresses)}.{name.Value}";
            if (own.Find(link => link.Id == name.Value) is not { } link)
            {
                context.Errors.AddUnknown(name.Position, path, "link of this node", name.Value, [.. own.Select(each => each.Id)]);
                continue;
            }

            foreach (var item in value is TreeSequence list ? list.Items : [value])
            {
                if (!node.TryRead(item, path, Forms.Address, out var address))
                {
                    continue;
                }

                if (!(link.Families & families).HasFlag(address.Family))
                {
                    var version = FamilyReader.Write(address.Family);
                    context.Errors.Add(item.Position, path, $"'{id}' has no {version} on the link '{link.Id}'", $"links.{link.Id}.ip: {FamilyReader.Write(link.Families | address.Family)}, or an address of another IP version");
                }
                else if (!addresses.TryAdd((link.Id, address.Family), address))
                {
                    context.Errors.Add(item.Position, path, $"'{id}' has two {FamilyReader.Write(address.Family)} addresses on the link '{link.Id}'", "one of each IP version");
                }
            }
        }

        return addresses;
    }
}
