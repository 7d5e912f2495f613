using Mpsim.Models.Units;
using Mpsim.Scenarios.Keys;
using Mpsim.Scenarios.Plan;
using Mpsim.Scenarios.Yaml;

namespace Mpsim.Scenarios.Reading;

/// <summary>Reads the two directions of a link or an access: what stands under a direction wins over what stands at the link.</summary>
internal sealed class DirectionReader
{
    private readonly ReadingContext _context;
    private readonly MappingReader _link;
    private readonly MappingReader _up;
    private readonly MappingReader _down;
    private readonly QueueReader _queue;
    private readonly LossReader _loss;
    private readonly TraceReader _traces;
    private readonly bool _hasTraces;

    /// <param name="context">What all readers share.</param>
    /// <param name="link">The keys of the link.</param>
    /// <param name="directionGroup">The keys that a direction may have.</param>
    public DirectionReader(ReadingContext context, MappingReader link, KeyGroup directionGroup)
    {
        _context = context;
        _link = link;
        _up = link.Open(Keys.Up, directionGroup);
        _down = link.Open(Keys.Down, directionGroup);
        _queue = new QueueReader(context);
        _loss = new LossReader(context);
        _traces = new TraceReader(context);
        _hasTraces = directionGroup.Keys.Contains(Keys.Trace);
    }

    private LinkKeys Keys => _context.Keys.Link;

    /// <summary>Reads a direction whose rate is one figure.</summary>
    public DirectionPlan Read(LinkDirections direction)
    {
        var (side, sideKey) = Side(direction);
        var trace = _hasTraces ? Trace(side, direction) : null;
        return Read(direction, Rate(side, sideKey, trace is not null), trace);
    }

    /// <summary>Reads a direction whose rate is drawn for each of many links.</summary>
    public (DirectionPlan Direction, RatePlan Rate) ReadDrawn(LinkDirections direction)
    {
        var (side, sideKey) = Side(direction);
        var rate = Locate(side, sideKey, Keys.Rate) is var (node, path) ? new RateReader(_context).Read(_link, node, path) : MissingRate();
        return (Read(direction, default, null), rate);
    }

    private (MappingReader Side, Key Key) Side(LinkDirections direction) => direction == LinkDirections.Up ? (_up, Keys.Up) : (_down, Keys.Down);

    private DirectionPlan Read(LinkDirections direction, DataRate rate, TracePlan? trace)
    {
        var (side, sideKey) = Side(direction);
        return new DirectionPlan
        {
            Rate = rate,
            Delay = Value(side, sideKey, Keys.Delay),
            Jitter = Value(side, sideKey, Keys.Jitter),
            Queue = Locate(side, sideKey, Keys.Queue) is var (queue, queuePath)
                ? _queue.Read(queue, queuePath, side.Owner)
                : _queue.Read(null, side.PathOf(Keys.Queue), side.Owner),
            Loss = Locate(side, sideKey, Keys.Loss) is var (node, path) ? _loss.Read(node, path) : null,
            Trace = trace,
        };
    }

    private ConstantRate MissingRate()
    {
        if (_link.Find(Keys.Rate) is null)
        {
            _link.ReportMissing(Keys.Rate);
        }

        return new ConstantRate(default);
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
        if (common is not TreeMapping mapping || (MayBeMapping(key) && !IsPerDirection(mapping)))
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

    // A queue, a loss and a rate that is drawn may themselves be mappings.
    private bool MayBeMapping(Key key) => key == Keys.Loss || key == Keys.Queue || (key == Keys.Rate && !_hasTraces);

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
