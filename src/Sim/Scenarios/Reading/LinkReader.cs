using Mpsim.Models.Wire;
using Mpsim.Scenarios.Keys;
using Mpsim.Scenarios.Plan;
using Mpsim.Scenarios.Yaml;

namespace Mpsim.Scenarios.Reading;

/// <summary>Reads one link.</summary>
internal sealed class LinkReader
{
    /// <summary>RFC 8200 section 5.</summary>
    private const int SmallestMtuOfIpv6 = 1280;

    private readonly ReadingContext _context;
    private readonly string _id;
    private readonly MappingReader _link;
    private readonly DirectionReader _directions;

    public LinkReader(TreeEntry entry, ReadingContext context)
    {
        _context = context;
        _id = entry.Key.Value;
        var path = $"links.{_id}";
        Identifier.Check(entry.Key, path, context.Errors);
        _link = new MappingReader(entry.Value, path, entry.Key.Position, Keys.Group, context.Errors);
        _directions = new DirectionReader(context, _link, Keys.DirectionGroup);
    }

    private LinkKeys Keys => _context.Keys.Link;

    /// <param name="nodes">The names of all nodes.</param>
    /// <param name="index">The place of the link in the file.</param>
    /// <param name="families">The IP versions of links that name none.</param>
    public LinkPlan Read(IReadOnlyList<string> nodes, int index, IpFamilies families)
    {
        var (first, second) = Ends(nodes);
        families = FamilyReader.Read(_context, _link, Keys.Ip, families);
        _link.TryRead(Keys.Access, out var access);
        return new LinkPlan
        {
            Id = _id,
            First = first,
            Second = second,
            Access = access,
            Families = families,
            Mtu = Mtu(families),
            MtuDiscovery = _link.Read(Keys.MtuDiscovery),
            Tariff = new TariffReader(_context).Read(_link),
            Capture = _link.Read(Keys.Capture),
            Up = _directions.Read(LinkDirections.Up),
            Down = _directions.Read(LinkDirections.Down),
            Middleboxes = new MiddleboxReader(_context).Read(_link, Keys.Middleboxes, AutomaticAddress.V4(index, AutomaticAddress.Napt), nodes),
        };
    }

    private int Mtu(IpFamilies families)
    {
        var mtu = _link.Read(Keys.Mtu);
        if (families.HasFlag(IpFamilies.V6) && mtu < SmallestMtuOfIpv6)
        {
            _context.Errors.Add(_link.PositionOf(Keys.Mtu), _link.PathOf(Keys.Mtu), $"a link with an MTU of {mtu} cannot carry IPv6", $"at least {SmallestMtuOfIpv6}, or ip: v4 for the link");
        }

        return mtu;
    }

    private (string First, string Second) Ends(IReadOnlyList<string> nodes)
    {
        var path = _link.PathOf(Keys.Between);
        var items = _link.Items(Keys.Between);
        if (items.Count != 2)
        {
            if (_link.Find(Keys.Between) is TreeSequence list)
            {
                _context.Errors.Add(list.Position, path, $"a link has two ends, not {items.Count}", Keys.Between.Expected);
            }

            return ("", "");
        }

        var (first, second) = (End(items[0], path, nodes), End(items[1], path, nodes));
        if (first == second && first.Length > 0)
        {
            _context.Errors.Add(items[1].Position, path, $"both ends are '{first}'", "two different nodes");
        }

        return (first, second);
    }

    private string End(TreeNode item, string path, IReadOnlyList<string> nodes)
    {
        var name = (item as TreeScalar)?.Value ?? "";
        if (!nodes.Contains(name))
        {
            _context.Errors.AddUnknown(item.Position, path, "node", name, nodes);
        }

        return name;
    }
}
