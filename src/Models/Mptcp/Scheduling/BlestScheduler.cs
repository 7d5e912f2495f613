using Mpsim.Models.Wire.Tcp;

namespace Mpsim.Models.Mptcp.Scheduling;

/// <summary>
/// BLEST, blocking estimation (Ferlin, Alay, Mehani, Boreli: "BLEST: Blocking Estimation-based MPTCP Scheduler for
/// Heterogeneous Networks", IFIP Networking 2016). The fastest subflow goes first. While its window is full, a slower one
/// is used only if what it would hold in the connection's send window for a round trip of its own leaves enough for what
/// the fast one can send in that time; else the segment waits for the fast one.
/// </summary>
public sealed class BlestScheduler : PacketScheduler
{
    // Lambda, by which the estimate is corrected, in thousandths: start, bounds and steps as in the authors' implementation for Linux.
    private const int Start = 1_200;
    private const int Smallest = 1_000;
    private const int Largest = 1_300;
    private const int StepWhenBlocked = 40;
    private const int StepWhenFree = 10;

    private int _lambda = Start;
    private Subflow? _measured;
    private uint _roundEnd;
    private long _stallsSeen;

    public override string Name => "blest";

    public override Subflow? Select(MptcpConnection connection)
    {
        if (LowestRttScheduler.Fastest(connection) is not { } available)
        {
            return null;
        }

        var fast = LowestRttScheduler.FastestInUse(connection.Subflows);
        if (fast is null || available == fast || !fast.Tcp.Rtt.HasSample)
        {
            return available;
        }

        AdaptLambda(connection, fast);
        return WouldBlock(connection, fast, available) ? null : available;
    }

    /// <summary>Equations 1 and 2: X = MSS_F · (CWND_F + (rtts − 1) / 2) · rtts, and X · lambda against |SW| − MSS_S · (inflight_S + 1).</summary>
    private bool WouldBlock(MptcpConnection connection, Subflow fast, Subflow slow)
    {
        // Round trips of the fast subflow in one of the slow one, in thousandths; never less than one.
        var rtts = Math.Max(1_000, slow.Tcp.Rtt.SmoothedRtt.Nanoseconds * 1_000 / Math.Max(1, fast.Tcp.Rtt.SmoothedRtt.Nanoseconds));
        rtts = Math.Min(rtts, 1_000_000);
        var segments = ((fast.Tcp.Congestion.Cwnd * 1_000L) + ((rtts - 1_000) / 2)) * rtts / 1_000_000;
        var wanted = segments * fast.Tcp.MaximumSegment / 1_000 * _lambda;
        var free = connection.SendWindow - slow.Tcp.SendBufferUsed - slow.Tcp.MaximumSegment;
        return wanted > free;
    }

    /// <summary>Once per round trip of the fast subflow: up when the send window has been full in it, down when not (section III of the paper).</summary>
    private void AdaptLambda(MptcpConnection connection, Subflow fast)
    {
        if (fast == _measured && SequenceNumber.Before(fast.Tcp.SndUna, _roundEnd))
        {
            return;
        }

        if (fast == _measured)
        {
            var change = connection.WindowStalls != _stallsSeen ? StepWhenBlocked : -StepWhenFree;
            _lambda = Math.Clamp(_lambda + change, Smallest, Largest);
        }

        _measured = fast;
        _roundEnd = fast.Tcp.SndNxt;
        _stallsSeen = connection.WindowStalls;
    }
}
