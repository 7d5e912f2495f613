using Mpsim.Models.Units;

namespace Mpsim.Models.Mptcp.Scheduling;

/// <summary>
/// Only subflows whose round-trip time does not exceed a threshold carry data, the fastest first; when all exceed it, the fastest of
/// them (the RTT threshold of traffic steering, 3GPP TS 23.501 section 5.32.8). A subflow that exceeds the threshold by its
/// own queue is left alone until that has drained: with nothing outstanding its smallest recent round trip counts.
/// </summary>
/// <param name="threshold">The threshold.</param>
public sealed class DelayThresholdScheduler(Duration threshold) : PacketScheduler
{
    public override string Name => "delay-threshold";

    public override Subflow? Select(MptcpConnection connection)
    {
        Subflow? best = null;
        var bestDelay = long.MaxValue;
        var anyBelow = false;
        var subflows = connection.Subflows;
        for (var i = 0; i < subflows.Count; i++)
        {
            var subflow = subflows[i];
            if (!subflow.IsInUse || subflow.Tcp.TimeoutsInRow > 0)
            {
                continue;
            }

            var delay = DelayOf(subflow);
            if (delay <= threshold.Nanoseconds && !anyBelow)
            {
                anyBelow = true;
                best = null;
                bestDelay = long.MaxValue;
            }

            if ((delay <= threshold.Nanoseconds || !anyBelow) && delay < bestDelay && subflow.IsAvailable)
            {
                best = subflow;
                bestDelay = delay;
            }
        }

        return best;
    }

    private static long DelayOf(Subflow subflow)
    {
        ref readonly var rtt = ref subflow.Tcp.Rtt;
        return (subflow.Tcp.Outstanding == 0 ? rtt.MinRtt : rtt.SmoothedRtt).Nanoseconds;
    }
}
