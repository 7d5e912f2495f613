using Mpsim.Models.Units;
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
    private readonly MappingReader _up;
    private readonly MappingReader _down;
    private readonly QueueReader _queue;
    private readonly LossReader _loss;
    private readonly TraceReader _traces;

    public LinkReader(TreeEntry entry, ReadingContext context)
    {
        _context = context;
        _id = entry.Key.Value;
        var path = $"links.{_id}";
        Identifier.Check(entry.Key, path, context.Errors);
        _link = new MappingReader(entry.Value, path, entry.Key.Position, Keys.Group, context.Errors);
        _up = _link.Open(Keys.Up, Keys.DirectionGroup);
        _down = _link.Open(Keys.Down, Keys.DirectionGroup);
        _queue = new QueueReader(context);
        _loss = new LossReader(context);
        _traces = new TraceReader(context);
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
            Capture = _link.Read(Keys.Capture),
            Up = Direction(_up, Keys.Up, LinkDirections.Up),
            Down = Direction(_down, Keys.Down, LinkDirections.Down),
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

    private DirectionPlan Direction(MappingReader side, Key sideKey, LinkDirections direction)
    {
        var trace = Trace(side, direction);
        return new DirectionPlan
        {
            Rate = Rate(side, sideKey, trace is not null),
            Delay = Value(side, sideKey, Keys.Delay),
            Jitter = Value(side, sideKey, Keys.Jitter),
            Queue = Locate(side, sideKey, Keys.Queue) is var (queue, queuePath)
                ? _queue.Read(queue, queuePath, side.Owner)
                : _queue.Read(null, side.PathOf(Keys.Queue), side.Owner),
            Loss = Locate(side, sideKey, Keys.Loss) is var (node, path) ? _loss.Read(node, path) : null,
            Trace = trace,
        };
    }

    private DataRate Rate(MappingReader side, Key sideKey, bool hasTrace)
    {
        if (Locate(side, sideKey, Keys.Rate) is var (node, path))
        {
            return _link.Read(node, path, Keys.Rate);
        }

        // A mapping that leaves a direction out has been reported already.
        if (!hasTrace && _link.Find(Keys.Rate) is null)
        {
            _link.ReportMissing(Keys.Rate);
        }

        return default;
    }

    private T Value<T>(MappingReader side, Key sideKey, Key<T> key) =>
        Locate(side, sideKey, key) is var (node, path) ? _link.Read(node, path, key) : side.Read(key);

    /// <summary>Finds a direction's value: under the direction, else the link's, which may be a mapping of its own per direction.</summary>
    private (TreeNode Node, string Path)? Locate(MappingReader side, Key sideKey, Key key)
    {
        if (side.Find(key) is { } own)
        {
            return (own, side.PathOf(key));
        }

        var common = _link.Find(key);
        if (common is not TreeMapping mapping || ((key == Keys.Loss || key == Keys.Queue) && !IsPerDirection(mapping)))
        {
            return common is null ? null : (common, _link.PathOf(key));
        }

        var both = new MappingReader(mapping, _link.PathOf(key), _link.PositionOf(key), Keys.BothGroup, _context.Errors);
        if (both.Find(sideKey) is { } node)
        {
            return (node, both.PathOf(sideKey));
        }

        _context.Errors.Add(both.Owner, both.PathOf(sideKey), $"there is no value for '{sideKey.Name}'", "values for both up and down");
        return null;
    }

    // A queue and a loss may themselves be mappings.
    private bool IsPerDirection(TreeMapping mapping) => mapping.Find(Keys.Up.Name) is not null || mapping.Find(Keys.Down.Name) is not null;

    private TracePlan? Trace(MappingReader side, LinkDirections direction)
    {
        if (side.Find(Keys.Trace) is { } own)
        {
            return _traces.Read(own, side.PathOf(Keys.Trace), side.PositionOf(Keys.Trace)).Trace;
        }

        if (_link.Find(Keys.Trace) is not { } common)
        {
            return null;
        }

        var (trace, directions) = _traces.Read(common, _link.PathOf(Keys.Trace), _link.PositionOf(Keys.Trace));
        return directions.HasFlag(direction) ? trace : null;
    }
}
