using Mpsim.Models.Tcp.Recovery;

namespace Mpsim.Models.Mptcp.Scheduling;

/// <summary>
/// The subflows in a fixed order, the cheap line first: one gets data only while all before it are full. A subflow is full when its
/// window is closed and that window is known to be what the line carries, which a window in slow start is not: it is closed
/// for a moment in every round trip of a transfer that the line could well carry alone.
/// </summary>
/// <param name="placeOf">Place of a subflow in the order, the first being 0; those of equal place stand in the order of their opening.</param>
public sealed class StrictPriorityScheduler(Func<Subflow, int> placeOf) : PacketScheduler
{
    public override string Name => "strict-priority";

    public override Subflow? Select(MptcpConnection connection)
    {
        var place = int.MinValue;
        while (FirstFrom(connection.Subflows, ref place) is { } subflow)
        {
            if (subflow.IsAvailable)
            {
                return subflow;
            }

            if (!IsFull(subflow))
            {
                return null;
            }
        }

        return null;
    }

    private static bool IsFull(Subflow subflow) => !subflow.Tcp.Congestion.InSlowStart || subflow.Tcp.RecoveryPhase >= RecoveryPhase.Recovery;

    /// <summary>The subflow in use that stands next in the order.</summary>
    /// <param name="subflows">All subflows.</param>
    /// <param name="from">The first place to look at; the one after the answer's on return.</param>
    private Subflow? FirstFrom(List<Subflow> subflows, ref int from)
    {
        Subflow? best = null;
        var bestPlace = int.MaxValue;
        for (var i = 0; i < subflows.Count; i++)
        {
            var subflow = subflows[i];
            if (subflow.IsInUse)
            {
                // Subflows of equal place stand in the order of their opening.
                var place = (placeOf(subflow) << 10) + i;
                if (place >= from && place < bestPlace)
                {
                    best = subflow;
                    bestPlace = place;
                }
            }
        }

        from = bestPlace == int.MaxValue ? bestPlace : bestPlace + 1;
        return best;
    }
}
