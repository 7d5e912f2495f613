namespace Mpsim.Models.Mptcp.Scheduling;

/// <summary>
/// ECF, earliest completion first (Lim, Nahum, Towsley, Gibbens: "ECF: An MPTCP Path Scheduler to Manage Heterogeneous Paths",
/// CoNEXT 2017, algorithm 1). The fastest subflow goes first. While its window is full, a slower one is used only if the data that
/// wait would otherwise be done later by waiting for the fast one.
/// </summary>
public sealed class EcfScheduler : PacketScheduler
{
    /// <summary>Once it waits, it goes on waiting a little longer: beta = 1/4, so that it does not waver.</summary>
    private bool _waits;

    public override string Name => "ecf";

    public override Subflow? Select(MptcpConnection connection)
    {
        if (LowestRttScheduler.Fastest(connection) is not { } available)
        {
            return null;
        }

        var fast = LowestRttScheduler.FastestInUse(connection.Subflows);
        return fast is null || available == fast || !WaitingPays(connection, fast, available) ? available : null;
    }

    private bool WaitingPays(MptcpConnection connection, Subflow fast, Subflow slow)
    {
        // Microseconds and octets, all of them small enough for the products below.
        var fastRtt = fast.Tcp.Rtt.SmoothedRtt.Nanoseconds / 1_000;
        var slowRtt = slow.Tcp.Rtt.SmoothedRtt.Nanoseconds / 1_000;
        var margin = Math.Max(fast.Tcp.Rtt.Deviation.Nanoseconds, slow.Tcp.Rtt.Deviation.Nanoseconds) / 1_000;
        var fastWindow = (long)fast.Tcp.Congestion.Cwnd * fast.Tcp.MaximumSegment;
        var slowWindow = (long)slow.Tcp.Congestion.Cwnd * slow.Tcp.MaximumSegment;
        var waiting = connection.Stream.Length - connection.NextNew;

        // n · RTT_f < (1 + waiting · beta) · (RTT_s + delta), with n = 1 + k / CWND_f.
        if ((fastWindow + waiting) * fastRtt * 4 >= (_waits ? 5 : 4) * (slowRtt + margin) * fastWindow)
        {
            _waits = false;
            return false;
        }

        // k / CWND_s · RTT_s >= 2 · RTT_f + delta: with less to send, the slow subflow costs no more than waiting does.
        if (waiting * slowRtt < ((2 * fastRtt) + margin) * slowWindow)
        {
            return false;
        }

        _waits = true;
        return true;
    }
}
