namespace Mpsim.Models.Mptcp.Scheduling;

/// <summary>The subflow with the smallest smoothed round-trip time whose window is open (the default of the out-of-tree Linux MPTCP).</summary>
public sealed class LowestRttScheduler : PacketScheduler
{
    /// <summary>For all connections, since it remembers nothing.</summary>
    public static readonly LowestRttScheduler Shared = new();

    public override string Name => "lowest-rtt";

    public override Subflow? Select(MptcpConnection connection)
    {
        Subflow? best = null;
        var bestRtt = long.MaxValue;
        var subflows = connection.Subflows;
        for (var i = 0; i < subflows.Count; i++)
        {
            if (connection.IsAvailable(i))
            {
                var subflow = subflows[i];
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
}
