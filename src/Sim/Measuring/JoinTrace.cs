using Mpsim.Models.Mptcp;
using Mpsim.Models.Units;
using Mpsim.Results;

namespace Mpsim.Measuring;

/// <summary>Follows the further subflows that the openers of a flow's connections ask for.</summary>
internal sealed class JoinTrace(FlowTrace flow)
{
    private JoinCounts _finished = new(0, 0, Duration.Zero);

    /// <summary>What became of them so far.</summary>
    public JoinCounts Counts()
    {
        var counts = _finished;
        foreach (var chain in flow.Chains)
        {
            counts = Add(counts, chain);
        }

        return counts;
    }

    /// <summary>A connection is over, and will not be among those of the flow any more.</summary>
    public void Keep(ConnectionChain chain) => _finished = Add(_finished, chain);

    private JoinCounts Add(JoinCounts counts, ConnectionChain chain)
    {
        var paths = flow.Joining(chain).Paths;
        var first = Instant.Never;
        for (var i = 1; i < paths.Count; i++)
        {
            var subflow = paths[i].Subflow!;
            if (!subflow.WasEstablished)
            {
                counts = counts with { Failed = counts.Failed + (subflow.Phase == SubflowPhase.Closed ? 1 : 0) };
            }
            else if (flow.PathOf(paths[i]) != flow.PathOf(paths[0]))
            {
                first = Instant.Min(first, subflow.JoinedAt);
            }
        }

        return first == Instant.Never ? counts : counts with { OnSecondPath = counts.OnSecondPath + 1, TimeToSecondPath = counts.TimeToSecondPath + (first - chain.OpenedAt) };
    }
}
