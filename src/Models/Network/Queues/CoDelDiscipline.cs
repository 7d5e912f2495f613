using Mpsim.Models.Units;
using Mpsim.Models.Wire;

namespace Mpsim.Models.Network.Queues;

/// <summary>What <see cref="CoDel"/> and <see cref="FqCoDel"/> share: taking a packet out of a queue that CoDel controls.</summary>
public abstract class CoDelDiscipline : QueueDiscipline
{
    /// <summary>TARGET (RFC 8289 section 4.4).</summary>
    public static readonly Duration DefaultTarget = Duration.FromMilliseconds(5);

    /// <summary>maxpacket_: an Ethernet frame's worth.</summary>
    internal const int MaximumPacket = 1514;

    private readonly QueueOptions _options;
    private readonly long _target;
    private readonly long _interval;

    private protected CoDelDiscipline(QueueOptions options)
    {
        _options = options;
        _target = (options.Target ?? DefaultTarget).Nanoseconds;
        _interval = options.Interval.Nanoseconds;
    }

    /// <summary>deque of RFC 8289 section 5.5. With ECN a packet is marked and sent where the pseudocode drops it, as in Linux.</summary>
    /// <returns>Null when the queue is empty.</returns>
    private protected Packet? Dequeue(ref PacketFifo queue, ref CoDelState state, Instant now)
    {
        var packet = Next(ref queue, ref state, now, out var okToDrop);
        if (!okToDrop)
        {
            state.LeaveDropping();
            return packet;
        }

        if (!state.Dropping)
        {
            if (!MarkOrDrop(packet!))
            {
                packet = Next(ref queue, ref state, now, out _);
            }

            state.EnterDropping(_interval, now);
            return packet;
        }

        while (packet is not null && state.IsDropDue(now))
        {
            state.CountDrop();
            if (MarkOrDrop(packet))
            {
                state.ScheduleDrop(_interval);
                break;
            }

            packet = Next(ref queue, ref state, now, out okToDrop);
            if (okToDrop)
            {
                state.ScheduleDrop(_interval);
            }
            else
            {
                state.LeaveDropping();
            }
        }

        return packet;
    }

    /// <returns>False when the packet was dropped.</returns>
    private bool MarkOrDrop(Packet packet)
    {
        if (_options.Ecn && TryMark(packet))
        {
            return true;
        }

        Drop(packet);
        return false;
    }

    /// <summary>dodequeue of RFC 8289 section 5.6.</summary>
    private Packet? Next(ref PacketFifo queue, ref CoDelState state, Instant now, out bool okToDrop)
    {
        okToDrop = false;
        if (queue.IsEmpty)
        {
            state.OnEmpty();
            return null;
        }

        var packet = TakeFirst(ref queue, out var arrivedAt);

        // The backlog is that of the whole discipline, which under FQ-CoDel is more than this queue's (Linux likewise).
        okToDrop = state.IsOkToDrop(now.Nanoseconds - arrivedAt, Bytes, _target, _interval, now);
        return packet;
    }
}
