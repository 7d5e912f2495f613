using Mpsim.Models.Network;
using Mpsim.Models.Units;
using Mpsim.Results;

namespace Mpsim.Measuring;

/// <summary>Samples one direction of a link: what it delivered, what waits, what a discipline dropped and marked, and what it could have carried where that changes.</summary>
internal sealed class LinkSampler
{
    private readonly Link _link;
    private readonly SampleTable _table;
    private readonly int _rate;
    private readonly int _queue;
    private readonly int _capacity;
    private readonly int _dropped;
    private readonly int _marked;
    private long _bytes;
    private long _drops;
    private long _marks;

    public LinkSampler(MeasuredLink measured, SampleTable table)
    {
        _link = measured.Link;
        _table = table;
        var entity = EntityNames.Link(measured.Name, measured.Direction);
        _rate = table.Announce(entity, SampleMetrics.Rate, "Mbit/s");
        _queue = table.Announce(entity, SampleMetrics.Queue, "packets");
        _capacity = measured.CapacityVaries ? table.Announce(entity, SampleMetrics.Capacity, "Mbit/s") : -1;
        var hasDiscipline = _link.Settings.Discipline is not null;
        _dropped = hasDiscipline ? table.Announce(entity, SampleMetrics.Dropped, "packets") : -1;
        _marked = hasDiscipline ? table.Announce(entity, SampleMetrics.Marked, "packets") : -1;
    }

    public void Sample(Instant now, Duration interval)
    {
        var bits = (_link.Delivered.Bytes - _bytes) * 8;
        _bytes = _link.Delivered.Bytes;
        _table.Add(now, _rate, bits / interval.Seconds / 1e6);
        _table.Add(now, _queue, _link.QueuedPackets);
        if (_dropped >= 0)
        {
            _table.Add(now, _dropped, _link.DroppedByQueue.Packets - _drops);
            _table.Add(now, _marked, _link.MarkedByQueue.Packets - _marks);
            _drops = _link.DroppedByQueue.Packets;
            _marks = _link.MarkedByQueue.Packets;
        }

        if (_capacity >= 0)
        {
            var capacity = _link.Settings.Rate.CapacityBits(new Instant(now.Nanoseconds - interval.Nanoseconds), now);
            _table.Add(now, _capacity, capacity / interval.Seconds / 1e6);
        }
    }
}

/// <summary>One direction of a link with the names under which it is measured.</summary>
/// <param name="Name">Name of the link.</param>
/// <param name="Direction"><c>up</c> or <c>down</c>.</param>
/// <param name="Link">The link.</param>
/// <param name="CapacityVaries">Its rate follows a trace or changes by events.</param>
internal sealed record MeasuredLink(string Name, string Direction, Link Link, bool CapacityVaries);
