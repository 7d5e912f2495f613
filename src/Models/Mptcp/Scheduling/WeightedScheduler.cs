namespace Mpsim.Models.Mptcp.Scheduling;

/// <summary>
/// Shares data by weight: the next segment goes to the subflow that is furthest behind its share, among those whose
/// window is open; so the ratio holds while every path has room for its part, and no path idles where one has not.
/// </summary>
/// <param name="weightOf">Weight of a subflow, more than 0; asked once per decision and subflow.</param>
public sealed class WeightedScheduler(Func<Subflow, int> weightOf) : PacketScheduler
{
    public override string Name => "weighted";

    public override Subflow? Select(MptcpConnection connection)
    {
        Subflow? best = null;
        long bestSent = 0;
        long bestWeight = 1;
        var subflows = connection.Subflows;
        for (var i = 0; i < subflows.Count; i++)
        {
            if (!connection.IsAvailable(i))
            {
                continue;
            }

            var subflow = subflows[i];
            long weight = weightOf(subflow);

            // sent / weight < bestSent / bestWeight, without a division.
            if (best is null || subflow.BytesScheduled * bestWeight < bestSent * weight)
            {
                best = subflow;
                bestSent = subflow.BytesScheduled;
                bestWeight = weight;
            }
        }

        return best;
    }
}
