using Mpsim.Models.Tcp.Congestion;

namespace Mpsim.Models.Mptcp.Coupling;

/// <summary>The subflows of one connection under a coupled algorithm other than LIA: each looks at the windows and round trips of all.</summary>
/// <param name="create">Makes the control of a new subflow.</param>
public sealed class CoupledGroup(Func<CoupledGroup, CoupledControl> create) : SubflowCongestion
{
    private readonly List<CoupledControl> _subflows = new(2);

    /// <summary>Those that have not left; one that is still shaking hands has no round trip yet.</summary>
    internal List<CoupledControl> Subflows => _subflows;

    public override CongestionControl Join()
    {
        var subflow = create(this);
        _subflows.Add(subflow);
        return subflow;
    }

    internal void Leave(CoupledControl subflow) => _subflows.Remove(subflow);

    /// <summary>Subflows that carry data: those with a round trip.</summary>
    internal int CountActive()
    {
        var count = 0;
        foreach (var subflow in _subflows)
        {
            count += subflow.RoundTrip > 0 ? 1 : 0;
        }

        return count;
    }

    /// <summary>Sum of all windows in segments.</summary>
    internal int TotalWindow()
    {
        var total = 0;
        foreach (var subflow in _subflows)
        {
            total += subflow.RoundTrip > 0 ? subflow.Cwnd : 0;
        }

        return total;
    }

    /// <summary>Sum of x_r = w_r / rtt_r, segments per second.</summary>
    internal double TotalRate()
    {
        double total = 0;
        foreach (var subflow in _subflows)
        {
            total += subflow.Rate;
        }

        return total;
    }

    internal double LargestRate()
    {
        double largest = 0;
        foreach (var subflow in _subflows)
        {
            largest = Math.Max(largest, subflow.Rate);
        }

        return largest;
    }
}
