namespace Mpsim.Models.Mptcp.Scheduling;

/// <summary>
/// The scheduler of Linux 6.18 (<c>mptcp_subflow_get_send</c>): a burst of up to 64 KB goes to the subflow that will soonest have sent
/// what it has, by its average pacing rate. When that one has no send-buffer space the connection waits and does not take the second
/// best. Data are handed over beyond the congestion window and wait in the subflow.
/// </summary>
/// <remarks>
/// Linux hands over whole fragments of at most 32 KB, as written; here fragments lie on a fixed grid of the stream. It counts the memory
/// of socket buffers, whose size follows its bursts; here each segment that was sent takes the same.
/// </remarks>
public sealed class LinuxScheduler : AssigningScheduler
{
    /// <summary>Octets of a fragment: a page of 32 KB less the record that describes it (<c>struct mptcp_data_frag</c>).</summary>
    internal const int Fragment = 32_768 - 40;

    /// <summary>MPTCP_SEND_BURST_SIZE: 64 KB less room for headers.</summary>
    private const int LargestBurst = 65_428;

    /// <summary>
    /// Memory of a socket buffer beside its payload (SKB_TRUESIZE of an empty one, in cache lines of 64 octets): 256 of struct sk_buff, 320 of
    /// struct skb_shared_info, and 320 of the small head that alloc_skb gives to what asks for MAX_TCP_HEADER.
    /// </summary>
    private const int SocketBuffer = 256 + 320 + 320;

    /// <summary>
    /// Memory that a sent segment takes beside its payload: its part of a socket buffer. One holds what is paced in a millisecond, two segments at
    /// least (tcp_tso_autosize), and leaves as soon as the window has room for more than three (tcp_tso_should_defer): two to four at the
    /// rates of access lines, of which three is the middle.
    /// </summary>
    private const int SegmentOverhead = (SocketBuffer + 2) / 3;

    /// <summary>Average pacing rate of each subflow by its index, in octets per second; 0 when not known.</summary>
    private long[] _averageRates = [0, 0];

    private Subflow? _current;
    private long _burst;

    public override string Name => "linux";

    public override bool CommitsAhead => true;

    public override Subflow? Select(MptcpConnection connection)
    {
        // Linux looks again after every fragment: a burst ends early when the subflow has no more space.
        if (_burst > 0 && _current is { IsInUse: true } current && HasSpace(current))
        {
            return current;
        }

        _current = null;
        if (SoonestDone(connection.Subflows) is not { } chosen || !HasSpace(chosen))
        {
            return null;
        }

        var burst = Math.Min(LargestBurst, connection.WindowRoom);
        if (burst > 0)
        {
            ref var rate = ref _averageRates[chosen.Index];
            var queued = Queued(chosen);
            rate = Math.Max(1, ((rate * queued) + (PacingRate(chosen) * burst)) / (burst + queued));
            _current = chosen;
            _burst = burst;
        }

        return chosen;
    }

    public override bool TryAssign(MptcpConnection connection, out Assignment next)
    {
        next = default;
        var position = connection.NextNew;
        var waiting = Math.Min(connection.Stream.Length - position, connection.WindowRoom);
        if (waiting <= 0 || Select(connection) is not { } chosen)
        {
            return false;
        }

        next = new Assignment(chosen, position, Math.Min(waiting, Portion(chosen, position)));
        return true;
    }

    public override long Portion(Subflow subflow, long position) => Fragment - (position % Fragment);

    public override void OnAssigned(MptcpConnection connection, in Assignment done)
    {
        // Linux chooses anew whenever it has come to the end of what was written.
        _burst = done.Position + done.Count == connection.Stream.Length ? 0 : _burst - done.Count;
    }

    /// <summary>sk_stream_memory_free.</summary>
    private static bool HasSpace(Subflow subflow) => Queued(subflow) < subflow.Tcp.SendBufferLimit;

    /// <summary>Send-buffer memory that a subflow takes (Linux: sk_wmem_queued).</summary>
    private static long Queued(Subflow subflow) => subflow.Tcp.SendBufferUsed + ((long)subflow.Tcp.Outstanding * SegmentOverhead);

    private Subflow? SoonestDone(List<Subflow> subflows)
    {
        Subflow? best = null;
        var bestTime = long.MaxValue;
        for (var i = 0; i < subflows.Count; i++)
        {
            var subflow = subflows[i];
            if (!subflow.IsInUse)
            {
                continue;
            }

            // The linger time as Linux has it, in seconds times 2^32.
            var time = (Queued(subflow) << 32) / RateOf(subflow);
            if (time < bestTime)
            {
                best = subflow;
                bestTime = time;
            }
        }

        return best;
    }

    private long RateOf(Subflow subflow)
    {
        if (subflow.Index >= _averageRates.Length)
        {
            Array.Resize(ref _averageRates, subflow.Index * 2);
        }

        ref var rate = ref _averageRates[subflow.Index];
        if (rate == 0)
        {
            rate = PacingRate(subflow);
        }

        return rate;
    }

    /// <summary>
    /// tcp_update_pacing_rate: twice the window per round trip in the first half of slow start, else 1.2 times the window. CUBIC and Reno
    /// are not paced by it; it only serves to compare subflows.
    /// </summary>
    private static long PacingRate(Subflow subflow)
    {
        var congestion = subflow.Tcp.Congestion;
        var percent = congestion.Cwnd < congestion.Ssthresh / 2 ? 200 : 120;
        var segments = Math.Max(congestion.Cwnd, subflow.Tcp.Outstanding);
        var microseconds = Math.Max(1, subflow.Tcp.Rtt.SmoothedRtt.Nanoseconds / 1_000);
        return Math.Max(1, (long)segments * subflow.Tcp.MaximumSegment * percent * 10_000 / microseconds);
    }
}
