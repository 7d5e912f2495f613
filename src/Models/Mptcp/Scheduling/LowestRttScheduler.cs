namespace Mpsim.Models.Mptcp.Scheduling;

/// <summary>The subflow with the smallest smoothed round-trip time whose window is open (the default of the out-of-tree Linux MPTCP).</summary>
public sealed class LowestRttScheduler : PacketScheduler
{
    public override string Name => "lowest-rtt";

    public override Subflow? Select(MptcpConnection connection)
    {
        Subflow? best = null;
        var bestRtt = long.MaxValue;
        var subflows = connection.Subflows;
        for (var i = 0; i < subflows.Count; i++)
        {
            var subflow = subflows[i];
            if (subflow.IsAvailable)
            {
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
