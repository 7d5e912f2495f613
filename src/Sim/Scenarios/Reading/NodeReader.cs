using Mpsim.Models.Wire;
using Mpsim.Scenarios.Errors;
using Mpsim.Scenarios.Keys;
using Mpsim.Scenarios.Plan;
using Mpsim.Scenarios.Yaml;

namespace Mpsim.Scenarios.Reading;

/// <summary>Reads one node and gives it its addresses.</summary>
internal sealed class NodeReader(ReadingContext context, IReadOnlyList<LinkPlan> links, IReadOnlyList<string> nodes, bool linksAreSound)
{
    // Each link has a network of its own: 10.1.0.0/24, 10.2.0.0/24, … 10.250.0.0/24, 10.1.1.0/24 and so on.
    private const int NetworksPerBlock = 250;

    private const byte FirstHost = 1;
    private const byte SecondHost = 2;

    /// <summary>The outside of a NAPT on a link.</summary>
    public const byte NaptHost = 3;

    private readonly HostReader _host = new(context, [.. links.Select(link => link.Id)]);

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
        return new NodePlan
        {
            Id = id,
            Kind = kind,
            Profile = profile.Name,
            Interfaces = interfaces,
            Tcp = _host.Tcp(node, profile),
            Mptcp = _host.Mptcp(node, kind, profile, interfaces),
            Proxy = Proxy(node, kind),
            Outside = outside?.Link,
            Middleboxes = outside is null ? [] : new MiddleboxReader(context).Read(node, Keys.Middleboxes, outside.Address, nodes),
        };
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

        if (kind != NodeKind.Router)
        {
            node.ReportMeaningless(Keys.OfRouters, reason, $"only a router has this key, and '{id}' is a {Keys.Kind.Form.Write(kind)}; a link may have middleboxes as well");
        }

        if (kind == NodeKind.Router)
        {
            node.ReportMeaningless(Keys.OfHosts, reason, $"a router has no connections of its own, so '{id}' cannot have this key");
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
        var proxy = new ProxyPlan
        {
            Mode = node.Read(Keys.Mode),
            RelayBuffer = node.Read(Keys.RelayBuffer),
            Accept = node.Read(Keys.Accept),
            MssClamp = node.TryRead(Keys.MssClamp, out var clamp) ? clamp : null,
        };
        return kind == NodeKind.Proxy ? proxy : null;
    }

    private List<InterfacePlan> Interfaces(MappingReader node, string id)
    {
        var given = GivenAddresses(node, id);
        var interfaces = new List<InterfacePlan>();
        foreach (var (index, link) in links.Index())
        {
            if (link.EndsAt(id))
            {
                var address = given.TryGetValue(link.Id, out var own) ? own : AddressOn(index, link.First == id ? FirstHost : SecondHost);
                interfaces.Add(new InterfacePlan(link.Id, address));
            }
        }

        return interfaces;
    }

    /// <summary>An address in the network of a link.</summary>
    public static IpAddress AddressOn(int link, byte host) =>
        IpAddress.Of(10, (byte)(1 + (link % NetworksPerBlock)), (byte)(link / NetworksPerBlock), host);

    private Dictionary<string, IpAddress> GivenAddresses(MappingReader node, string id)
    {
        var addresses = new Dictionary<string, IpAddress>();
        List<string> own = [.. links.Where(link => link.EndsAt(id)).Select(link => link.Id)];
        foreach (var (link, value) in node.NamedEntries(Keys.Addresses))
        {
            var path = $"{node.PathOf(Keys.Addresses)}.{link.Value}";
            if (!own.Contains(link.Value))
            {
                context.Errors.AddUnknown(link.Position, path, "link of this node", link.Value, own);
            }
            else if (node.TryRead(value, path, Forms.Address, out var address))
            {
                addresses[link.Value] = address;
            }
        }

        return addresses;
    }
}
