using CsCheck;
using Mpsim.Models.Tcp.Recovery;

namespace Mpsim.Models.Tests.Tcp.Recovery;

/// <summary>RFC 6937 section 3.</summary>
public sealed class ProportionalRateReductionTests
{
    [Fact]
    public void One_segment_leaves_for_every_two_delivered_while_more_is_in_flight_than_the_threshold()
    {
        var reduction = new ProportionalRateReduction();
        reduction.Begin(20);
        var pipe = 19;
        var trace = new List<int>();
        for (var i = 0; i < 8; i++)
        {
            pipe--;
            var window = reduction.WindowAfter(20, 1, pipe, 10, false);
            trace.Add(window - pipe);
            for (; pipe < window; pipe++)
            {
                reduction.OnSent();
            }
        }

        Assert.Equal([1, 0, 1, 0, 1, 0, 1, 0], trace);
    }

    [Fact]
    public void The_first_acknowledgement_lets_the_retransmission_out_in_any_case()
    {
        var reduction = new ProportionalRateReduction();
        reduction.Begin(20);
        Assert.Equal(20, reduction.WindowAfter(20, 1, 19, 2, false));
    }

    [Fact]
    public void Below_the_threshold_it_sends_what_is_delivered_and_one_more_on_a_clean_advance()
    {
        var reduction = new ProportionalRateReduction();
        reduction.Begin(20);
        Assert.Equal(4, reduction.WindowAfter(20, 2, 2, 10, false));
        reduction.OnSent();
        reduction.OnSent();
        Assert.Equal(4, reduction.WindowAfter(4, 1, 3, 10, false));
        reduction.OnSent();
        Assert.Equal(5, reduction.WindowAfter(4, 1, 3, 10, true));
        Assert.Equal(5, reduction.WindowAfter(5, 0, 3, 10, true));
    }

    [Fact]
    public void The_window_never_passes_the_threshold_from_below_and_the_end_is_the_threshold()
    {
        Gen.Select(Gen.Int[4, 200], Gen.Int[0, 100], Gen.Int[1, 3]).Sample((cwnd, lossShare, step) =>
        {
            var threshold = Math.Max(2, cwnd / 2);
            var reduction = new ProportionalRateReduction();
            reduction.Begin(cwnd);
            var pipe = Math.Max(1, cwnd * (100 - lossShare) / 100);
            for (var left = cwnd; left > 0 && pipe > 0; left -= step)
            {
                var delivered = Math.Min(step, pipe);
                pipe -= delivered;
                var window = reduction.WindowAfter(cwnd, delivered, pipe, threshold, true);
                Assert.True(window >= pipe);
                Assert.True(window <= Math.Max(threshold, pipe + delivered));
                for (; pipe < window; pipe++)
                {
                    reduction.OnSent();
                }
            }

            Assert.InRange(pipe, 1, threshold + step);
        });
    }
}
