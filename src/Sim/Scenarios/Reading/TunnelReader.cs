using Mpsim.Models.Network.Tunnels;
using Mpsim.Models.Wire;
using Mpsim.Models.Wire.Tcp;
using Mpsim.Scenarios.Keys;
using Mpsim.Scenarios.Plan;
using Mpsim.Scenarios.Values;
using Mpsim.Scenarios.Yaml;

namespace Mpsim.Scenarios.Reading;

/// <summary>Reads the tunnels, once nodes and links are known to be sound.</summary>
/// <param name="context">What all readers share.</param>
/// <param name="nodes">All nodes, and those that stand for a class of subscribers.</param>
/// <param name="links">All links.</param>
/// <param name="population">The classes of the population.</param>
/// <param name="topology">Who reaches whom.</param>
internal sealed class TunnelReader(ReadingContext context, IReadOnlyList<NodePlan> nodes, IReadOnlyList<LinkPlan> links, IReadOnlyList<SubscriberClassPlan> population, Topology topology)
{
    /// <summary>RFC 791: every host takes datagrams of this size.</summary>
    private const int SmallestMtuOfIpv4 = 576;

    /// <summary>RFC 8200 section 5.</summary>
    private const int SmallestMtuOfIpv6 = 1280;

    private static readonly PrefixForm Prefix = new();

    private TunnelKeys Keys => context.Keys.Tunnel;

    /// <returns>Null when there is no such tunnel.</returns>
    public TunnelPlan? Read(TreeEntry entry)
    {
        var id = entry.Key.Value;
        var before = context.Errors.Reports;
        Identifier.Check(entry.Key, $"tunnels.{id}", context.Errors);
        var tunnel = new MappingReader(entry.Value, $"tunnels.{id}", entry.Key.Position, Keys.Group, context.Errors);
        if (links.Any(link => link.Id == id))
        {
            context.Errors.Add(entry.Key.Position, tunnel.Path, $"there is a link '{id}' as well", "a name of its own");
        }

        var (first, second) = Ends(tunnel);
        var family = tunnel.Read(Keys.Ip);
        var way = context.Errors.Reports == before ? topology.Way(first, second, family) : [];
        var mtu = tunnel.TryRead(Keys.Mtu, out var given) ? given : way.Select(link => link.Mtu).DefaultIfEmpty(Models.Network.LinkSettings.DefaultMtu).Min();
        var steers = tunnel.Read(Keys.Steers);
        var oversize = tunnel.Read(Keys.Oversize);
        var carries = tunnel.Find(Keys.Carries) is null ? ByDefault(tunnel, first) : Prefixes(tunnel, Keys.Carries, OfUes, [.. links.Select(link => link.Id), .. nodes.Where(node => node.Kind == NodeKind.Ue).Select(node => node.Id)]);
        var toward = Prefixes(tunnel, Keys.Toward, OfNode, [.. nodes.Select(node => node.Id)]);
        if (context.Errors.Reports != before || !CheckWay(tunnel, first, second, family, way))
        {
            return null;
        }

        var plan = new TunnelPlan
        {
            Id = id,
            Entry = first,
            Far = second,
            EntryAddress = Node(first).InterfaceOn(way[0].Id).AddressOf(family),
            FarAddress = Node(second).InterfaceOn(way[^1].Id).AddressOf(family),
            Carries = carries,
            Toward = toward,
            Steers = steers,
            Mtu = mtu,
            Oversize = oversize,
        };
        CheckSize(tunnel, plan, way);
        CheckOwnPackets(tunnel, plan);
        CheckPassage(tunnel, plan);
        return plan;
    }

    private NodePlan Node(string id) => nodes.First(node => node.Id == id);

    private (string First, string Second) Ends(MappingReader tunnel)
    {
        var path = tunnel.PathOf(Keys.Between);
        var items = tunnel.Items(Keys.Between);
        if (items.Count != 2)
        {
            if (tunnel.Find(Keys.Between) is TreeSequence list)
            {
                context.Errors.Add(list.Position, path, $"a tunnel has two ends, not {items.Count}", Keys.Between.Expected);
            }

            return ("", "");
        }

        List<string> known = [.. nodes.Where(node => node.Forwards).Select(node => node.Id)];
        foreach (var item in items)
        {
            var name = (item as TreeScalar)?.Value ?? "";
            if (nodes.Any(node => node.Id == name && !node.Forwards))
            {
                context.Errors.Add(item.Position, path, $"'{name}' passes no packets on, so that no tunnel ends there", Keys.Between.Expected);
            }
            else if (!known.Contains(name))
            {
                context.Errors.AddUnknown(item.Position, path, "router or proxy", name, known);
            }
        }

        var (first, second) = (((TreeScalar)items[0]).Value, ((TreeScalar)items[1]).Value);
        if (first == second)
        {
            context.Errors.Add(items[1].Position, path, $"both ends are '{first}'", "two different nodes");
        }

        return (first, second);
    }

    private List<(IpAddress Address, int Length)> ByDefault(MappingReader tunnel, string first)
    {
        List<(IpAddress, int)> all =
        [
            .. nodes.Where(node => node.Kind == NodeKind.Ue && !IsClass(node.Id)).SelectMany(node => node.Interfaces.Where(face => links.Any(link => link.Id == face.Link && link.EndsAt(first)))).SelectMany(Whole),
            .. population.Where(each => each.Attach == first).SelectMany(Networks),
        ];
        if (all.Count == 0)
        {
            context.Errors.Add(tunnel.Owner, tunnel.PathOf(Keys.Carries), $"no UE has a link to '{first}', so that it is open whose packets the tunnel carries", Keys.Carries.Expected);
        }

        return all;
    }

    private bool IsClass(string id) => population.Any(each => each.Id == id);

    private static IEnumerable<(IpAddress, int)> Whole(InterfacePlan face) => face.Addresses.Select(address => (address, address.Width));

    private static IEnumerable<(IpAddress, int)> Networks(SubscriberClassPlan group) => group.Template.Interfaces.Select(face => (face.V4, SubscriberClassPlan.NetworkLength));

    private List<(IpAddress Address, int Length)> Prefixes(MappingReader tunnel, Key key, Func<string, IEnumerable<(IpAddress, int)>?> find, List<string> known)
    {
        var all = new List<(IpAddress, int)>();
        var node = tunnel.Find(key);
        if (node is TreeSequence { Items.Count: 0 })
        {
            context.Errors.Add(node.Position, tunnel.PathOf(key), "the list is empty, so that the tunnel carries nothing", key.Expected);
        }

        foreach (var item in node is TreeSequence list ? list.Items : node is null ? [] : [node])
        {
            var text = (item as TreeScalar)?.Value ?? "";
            if (find(text) is { } addresses)
            {
                all.AddRange(addresses);
            }
            else if (Prefix.TryRead(text, out var prefix, out _))
            {
                all.Add(prefix);
            }
            else
            {
                context.Errors.AddUnknown(item.Position, tunnel.PathOf(key), key == Keys.Carries ? "link, UE or class" : "node", text, known);
            }
        }

        return all;
    }

    private IEnumerable<(IpAddress, int)>? OfUes(string name)
    {
        if (population.FirstOrDefault(each => each.Id == name) is { } group)
        {
            return Networks(group);
        }

        var ues = nodes.Where(node => node.Kind == NodeKind.Ue && !IsClass(node.Id)).ToArray();
        return ues.FirstOrDefault(ue => ue.Id == name) is { } ue ? ue.Interfaces.SelectMany(Whole)
            : links.Any(link => link.Id == name) && ues.SelectMany(each => each.Interfaces).Where(face => face.Link == name).ToArray() is { Length: > 0 } faces ? faces.SelectMany(Whole)
            : null;
    }

    private IEnumerable<(IpAddress, int)>? OfNode(string name) => nodes.FirstOrDefault(node => node.Id == name)?.Interfaces.SelectMany(Whole);

    private bool CheckWay(MappingReader tunnel, string first, string second, IpFamilies family, IReadOnlyList<LinkPlan> way)
    {
        if (way.Count == 0)
        {
            context.Errors.Add(tunnel.PositionOf(Keys.Between), tunnel.PathOf(Keys.Between), $"there is no way in {Forms.Family.Write(family)} from '{first}' to '{second}'", "links that connect them, or another ip");
            return false;
        }

        foreach (var napt in family == IpFamilies.V4 ? topology.Napts : [])
        {
            if (way.Any(link => link.Id == napt.Link))
            {
                context.Errors.Add(tunnel.PositionOf(Keys.Between), tunnel.PathOf(Keys.Between), $"the NAPT of '{napt.Name}' on the way cannot translate packets that have no ports", "ends on one side of it");
                return false;
            }
        }

        return true;
    }

    /// <summary>What fits inside must be what every host may send, and the ways on must bear what the tunnel is told to send.</summary>
    private void CheckSize(MappingReader tunnel, TunnelPlan plan, IReadOnlyList<LinkPlan> way)
    {
        var header = plan.EntryAddress.HeaderLength;
        var (position, path) = (tunnel.PositionOf(Keys.Mtu), tunnel.PathOf(Keys.Mtu));
        var least = plan.Oversize == Oversize.Fragment ? 0 : plan.Carries.Any(prefix => !prefix.Address.IsIPv4) ? SmallestMtuOfIpv6 : SmallestMtuOfIpv4;
        if (plan.Mtu - header < least)
        {
            context.Errors.Add(position, path, $"with {plan.Mtu} B in the tunnel, {plan.Mtu - header} B are left for a packet inside, too few for {(least == SmallestMtuOfIpv6 ? "IPv6" : "IPv4")}", $"at least {least + header}, or oversize: fragment");
        }

        if (way.MinBy(link => link.Mtu) is { } narrow && narrow.Mtu < plan.Mtu)
        {
            context.Errors.Add(position, path, $"packets of {plan.Mtu} B do not pass the link '{narrow.Id}' on the way, whose MTU is {narrow.Mtu}", $"at most {narrow.Mtu}");
        }

        if (plan.Oversize == Oversize.Clamp && plan.Mtu - header < Segment.HeaderLength)
        {
            context.Errors.Add(position, path, "no segment fits");
        }
    }

    /// <summary>A tunnel that carries its own packets never sends any.</summary>
    private void CheckOwnPackets(MappingReader tunnel, TunnelPlan plan)
    {
        foreach (var end in new[] { plan.EntryAddress, plan.FarAddress })
        {
            if (plan.Carries.Any(prefix => prefix.Address.Width == end.Width && end.Prefix(prefix.Length) == prefix.Address.Prefix(prefix.Length)))
            {
                context.Errors.Add(tunnel.PositionOf(Keys.Carries), tunnel.PathOf(Keys.Carries), $"the tunnel would carry its own packets, since {end} is one of its ends", "prefixes of UEs only");
            }
        }
    }

    /// <summary>Packets that do not pass the entry by themselves are not led into the tunnel.</summary>
    private void CheckPassage(MappingReader tunnel, TunnelPlan plan)
    {
        var servers = nodes.Where(node => node.Kind == NodeKind.Server).Select(node => node.Id).ToArray();
        foreach (var ue in nodes.Where(node => node.Kind == NodeKind.Ue && !IsClass(node.Id)))
        {
            foreach (var face in ue.Interfaces.Where(face => face.Addresses.Any(address => plan.Carries.Contains((address, address.Width)))))
            {
                if (servers.Length > 0 && servers.All(server => topology.LeadsPast(face.Link, ue.Id, server, plan.Entry)))
                {
                    context.Errors.Add(tunnel.PositionOf(Keys.Carries), tunnel.PathOf(Keys.Carries), $"what '{ue.Id}' sends over '{face.Link}' gets to servers without passing '{plan.Entry}'", "accesses of the first end");
                }
            }
        }
    }
}
