namespace Mpsim.Models.Mptcp.Scheduling;

/// <summary>The subflow with the smallest smoothed round-trip time whose window is open (the default of the out-of-tree Linux MPTCP).</summary>
public sealed class LowestRttScheduler : PacketScheduler
{
    /// <summary>For all connections, since it remembers nothing.</summary>
    public static readonly LowestRttScheduler Shared = new();

    public override string Name => "lowest-rtt";

    public override Subflow? Select(MptcpConnection connection) => Fastest(connection);

    /// <summary>The available subflow with the smallest smoothed round-trip time.</summary>
    internal static Subflow? Fastest(MptcpConnection connection)
    {
        Subflow? best = null;
        var bestRtt = long.MaxValue;
        for (var i = 0; i < connection.SubflowCount; i++)
        {
            if (connection.IsAvailable(i))
            {
                var subflow = connection.SubflowAt(i);
                var rtt = subflow.Tcp.Rtt.SmoothedRtt.Nanoseconds;
                if (rtt < bestRtt)
                {
                    best = subflow;
                    bestRtt = rtt;
                }
            }
        }

        return best;
    }

    /// <summary>
    /// The subflow with the smallest smoothed round-trip time among those in use, whether its window is open or not; not one whose
    /// retransmission timeout has passed without an answer, which nobody need wait for.
    /// </summary>
    internal static Subflow? FastestInUse(List<Subflow> subflows)
    {
        Subflow? best = null;
        var bestRtt = long.MaxValue;
        for (var i = 0; i < subflows.Count; i++)
        {
            var subflow = subflows[i];
            var rtt = subflow.Tcp.Rtt.SmoothedRtt.Nanoseconds;
            if (rtt < bestRtt && subflow.IsInUse && subflow.Tcp.TimeoutsInRow == 0)
            {
                best = subflow;
                bestRtt = rtt;
            }
        }

        return best;
    }
}
