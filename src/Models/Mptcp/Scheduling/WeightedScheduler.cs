namespace Mpsim.Models.Mptcp.Scheduling;

/// <summary>
/// Shares data by weight: the next segment goes to the subflow that is furthest behind its share, among those whose
/// window is open; so the ratio holds while every path has room for its part, and no path idles where one has not. What a path has
/// missed, for want of room or because it was not in use, is made up for, but no more than <see cref="Memory"/> octets of it: a line
/// that comes back after an outage is not to carry everything until it has caught up.
/// </summary>
/// <param name="weightOf">Weight of a subflow, more than 0; asked once per decision and subflow.</param>
public sealed class WeightedScheduler(Func<Subflow, int> weightOf) : PacketScheduler
{
    /// <summary>Octets: a few seconds of a slow line, a blink of a fast one.</summary>
    public const long Memory = 1 << 20;

    private readonly List<(Subflow Subflow, long Octets)> _forgiven = [];

    public override string Name => "weighted";

    public override Subflow? Select(MptcpConnection connection)
    {
        Subflow? best = null;
        Subflow? ahead = null;
        long bestServed = 0;
        long bestWeight = 1;
        long aheadServed = 0;
        long aheadWeight = 1;
        var subflows = connection.Subflows;
        for (var i = 0; i < subflows.Count; i++)
        {
            var subflow = subflows[i];
            long weight = weightOf(subflow);
            var served = Served(subflow);
            if (ahead is null || served * aheadWeight > aheadServed * weight)
            {
                (ahead, aheadServed, aheadWeight) = (subflow, served, weight);
            }

            // served / weight < bestServed / bestWeight, without a division.
            if (connection.IsAvailable(i) && (best is null || served * bestWeight < bestServed * weight))
            {
                (best, bestServed, bestWeight) = (subflow, served, weight);
            }
        }

        if (best is not null && aheadServed * bestWeight > (bestServed + Memory) * aheadWeight)
        {
            Forgive(best, (aheadServed * bestWeight / aheadWeight) - Memory - bestServed);
        }

        return best;
    }

    /// <summary>What a subflow has been given, and what it has been forgiven.</summary>
    private long Served(Subflow subflow)
    {
        for (var i = 0; i < _forgiven.Count; i++)
        {
            if (_forgiven[i].Subflow == subflow)
            {
                return subflow.BytesScheduled + _forgiven[i].Octets;
            }
        }

        return subflow.BytesScheduled;
    }

    private void Forgive(Subflow subflow, long octets)
    {
        for (var i = 0; i < _forgiven.Count; i++)
        {
            if (_forgiven[i].Subflow == subflow)
            {
                _forgiven[i] = (subflow, _forgiven[i].Octets + octets);
                return;
            }
        }

        _forgiven.Add((subflow, octets));
    }
}
