using Mpsim.Models.Kernel;
using Mpsim.Models.Units;
using Mpsim.Models.Wire;
using Mpsim.Models.Wire.Mptcp;
using Mpsim.Models.Wire.Tcp;

namespace Mpsim.Models.Network.Middleboxes;

/// <summary>
/// A device that merges segments that follow each other into larger ones (LRO, a performance proxy). It holds a segment for a short
/// while, in case the next comes. One header has room for one mapping: the first's is kept or none, and what it does not
/// cover the receiver cannot place (RFC 8684 section 3.3.1), so that the sender has to send it again.
/// </summary>
public sealed class SegmentCoalescer : Middlebox, ITimerOwner
{
    private const TcpFlags Mergeable = TcpFlags.Ack | TcpFlags.Psh;

    private readonly int _size;
    private readonly Duration _hold;
    private readonly bool _keepsDss;
    private readonly Dictionary<(ConnectionKey Connection, Heading Heading), Lane> _lanes = [];

    /// <summary>Lanes that hold a packet, in the order of the times at which they let go of it.</summary>
    private readonly Queue<(Instant Due, Lane Lane, long Number)> _due = new();
    private Kernel.Timer? _timer;
    private long _merged;
    private int _held;
    private long _holds;

    /// <param name="size">Most octets of payload in a merged segment.</param>
    /// <param name="hold">How long a segment is held.</param>
    /// <param name="keepsDss">A merged segment has the DSS of the first part, otherwise none.</param>
    /// <param name="headings">The directions it works in.</param>
    public SegmentCoalescer(int size, Duration hold, bool keepsDss, Heading headings)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(size);
        _size = size;
        _hold = hold;
        _keepsDss = keepsDss;
        Works = headings;
    }

    public override string Name => "coalesce";

    public override string Totals => $"{_merged} segments merged into others";

    public override int PacketsHeld => _held;

    public void OnTimer(Kernel.Timer timer, Instant now)
    {
        while (_due.TryPeek(out var next) && next.Due <= now)
        {
            _due.Dequeue();
            if (next.Lane.Number == next.Number)
            {
                Release(next.Lane);
            }
        }

        ArmTimer();
    }

    protected override void OnPlaced() => _timer = new Kernel.Timer(Site.Scheduler, this);

    protected override void OnSwitchedOff()
    {
        while (_due.TryDequeue(out var next))
        {
            if (next.Lane.Number == next.Number)
            {
                Release(next.Lane);
            }
        }
    }

    protected override void Take(Packet packet, Heading heading)
    {
        var lane = LaneOf(packet, heading);
        if (lane.Held is { } held)
        {
            if (CanMerge(held.Segment, packet.Segment, LimitOf(held, heading)))
            {
                Merge(ref held.Segment, packet.Segment);
                held.Measure();
                _merged++;
                RecordFirst("segments-merged", packet);
                Drop(packet);
                return;
            }

            Release(lane);
        }

        if (packet.Segment.PayloadLength == 0 || packet.Segment.PayloadLength >= _size || (packet.Segment.Flags & ~Mergeable) != 0)
        {
            Pass(packet, heading);
            return;
        }

        Hold(lane, packet);
    }

    private Lane LaneOf(Packet packet, Heading heading)
    {
        var key = (ConnectionKey.Of(packet, heading), heading);
        if (!_lanes.TryGetValue(key, out var lane))
        {
            lane = new Lane(heading);
            _lanes.Add(key, lane);
        }

        return lane;
    }

    private int LimitOf(Packet held, Heading heading) =>
        Math.Min(_size, LargestPacket(heading) - (held.WireLength - held.Segment.PayloadLength));

    /// <summary>The payload must go on where the held one ends, so that it can still be named in one piece, and no option of a handshake is in the way.</summary>
    private static bool CanMerge(in Segment held, in Segment next, int limit) =>
        next.PayloadLength > 0
        && held.PayloadLength + next.PayloadLength <= limit
        && next.Seq == held.Seq + held.PayloadLength
        && next.Payload == held.Payload.Skip(held.PayloadLength)
        && (next.Flags & ~Mergeable) == 0
        && next.Options is null && held.Options is null;

    private void Merge(ref Segment held, in Segment next)
    {
        held.PayloadLength += next.PayloadLength;
        held.Flags |= next.Flags;
        held.Ack = next.Ack;
        held.Window = next.Window;
        held.TsEcr = next.TsEcr;
        held.SackCount = next.SackCount;
        held.Sack = next.Sack;
        if (!_keepsDss)
        {
            held.HasDss = false;
            held.Dss = DssFlags.None;
        }
    }

    private void Hold(Lane lane, Packet packet)
    {
        lane.Held = packet;
        lane.Number = ++_holds;
        _held++;
        _due.Enqueue((Now + _hold, lane, lane.Number));
        ArmTimer();
    }

    private void Release(Lane lane)
    {
        if (lane.Held is not { } packet)
        {
            return;
        }

        lane.Held = null;
        _held--;
        Pass(packet, lane.Heading);
    }

    private void ArmTimer()
    {
        if (_due.TryPeek(out var next) && !_timer!.IsArmed)
        {
            _timer.Arm(next.Due);
        }
    }

    /// <summary>One direction of a connection.</summary>
    private sealed class Lane(Heading heading)
    {
        public Heading Heading => heading;

        public Packet? Held { get; set; }

        /// <summary>Which of all holds the last of this lane was: an entry of the queue whose number is another is out of date.</summary>
        public long Number { get; set; }
    }
}
