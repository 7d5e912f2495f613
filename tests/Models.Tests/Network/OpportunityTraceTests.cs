using CsCheck;
using Mpsim.Models.Network;
using Mpsim.Models.Units;

namespace Mpsim.Models.Tests.Network;

public sealed class OpportunityTraceTests
{
    private const long Millisecond = 1_000_000;

    [Fact]
    public void Packet_leaves_at_the_first_opportunity_from_its_arrival_on()
    {
        Assert.Equal([3, 5, 9], Delivered([3, 5, 9], (0, 1500), (3.5, 1500), (9, 1500)));
    }

    [Fact]
    public void Packet_may_span_opportunities_and_small_ones_share_one()
    {
        Assert.Equal([2, 2, 3, 3], Delivered([1, 2, 3, 4], (0, 2000), (0, 1000), (0, 700), (0, 700)));
    }

    [Fact]
    public void Opportunities_that_nobody_waits_for_are_lost()
    {
        // The rest of the opportunity at 1 ms is lost with it; the one at 4 ms is shared by those that wait then.
        Assert.Equal([1, 4, 4], Delivered([1, 2, 4], (0, 100), (2.5, 100), (2.6, 100)));
    }

    [Fact]
    public void Trace_begins_again_after_its_last_entry()
    {
        Assert.Equal([2, 5, 7, 10, 12, 1002], Delivered([2, 5], (0, 1500), (3, 1500), (6, 1500), (7.5, 1500), (11, 1500), (1000.5, 1500)));
    }

    [Fact]
    public void Entry_at_zero_coincides_with_the_last_entry_of_the_period_before()
    {
        Assert.Equal([0, 5, 5, 10, 10], Delivered([0, 5], (0, 1500), (1, 1500), (1, 1500), (5.5, 1500), (5.5, 1500)));
    }

    [Fact]
    public void Several_opportunities_of_one_millisecond_add_up()
    {
        Assert.Equal([4, 4, 4, 8], Delivered([4, 4, 4], (0, 1500), (0, 1500), (0, 1500), (0, 1500)));
    }

    [Fact]
    public void Any_arrivals_are_served_like_a_naive_walk_over_the_trace()
    {
        var gen = Gen.Select(Gen.Int[0, 6].List[1, 12], Gen.Select(Gen.Int[0, 40], Gen.Int[40, 4000]).List[1, 30]);
        gen.Sample((gaps, arrivals) =>
        {
            var trace = new List<int>();
            var last = 0;
            gaps.Add(1);
            gaps.ForEach(gap => trace.Add(last += gap));
            var unrolled = Enumerable.Range(0, 4000).Select(i => (i / trace.Count * trace[^1]) + trace[i % trace.Count]).ToList();

            double now = 0;
            var packets = new List<(double, int)>();
            foreach (var (gap, bytes) in arrivals)
            {
                now += gap / 2.0;
                packets.Add((now, bytes));
            }

            Assert.Equal(NaiveWalk(unrolled, packets), Delivered([.. trace], [.. packets]));
        });
    }

    [Fact]
    public void Capacity_counts_the_opportunities_of_a_window()
    {
        var trace = RateSchedule.Opportunities([0, 2, 2, 5]);

        // Opportunities at 0, 2, 2, 5, 5, 7, 7, 10, 10, …
        Assert.Equal(12_000, Capacity(trace, 0, 2));
        Assert.Equal(3 * 12_000, Capacity(trace, 0, 5));
        Assert.Equal(5 * 12_000, Capacity(trace, 0, 6));
        Assert.Equal(2 * 12_000, Capacity(trace, 5, 7));
        Assert.Equal(4 * 12_000 * 1000, Capacity(trace, 1, 5001));
    }

    private static long Capacity(RateSchedule trace, int from, int to) =>
        trace.CapacityBits(new Instant(from * Millisecond), new Instant(to * Millisecond));

    private static List<long> NaiveWalk(List<int> opportunities, List<(double At, int Bytes)> packets)
    {
        var finishes = new List<long>();
        var index = 0;
        var left = 1500;
        foreach (var (at, bytes) in packets)
        {
            while (opportunities[index] < at)
            {
                index++;
                left = 1500;
            }

            var needed = bytes;
            while (needed > left)
            {
                needed -= left;
                left = 1500;
                index++;
            }

            left -= needed;
            finishes.Add(opportunities[index]);
        }

        return finishes;
    }

    private static List<long> Delivered(int[] trace, params (double Milliseconds, int Bytes)[] packets)
    {
        var bench = new LinkBench(LinkBench.Settings(RateSchedule.Opportunities(trace)) with { Mtu = 9000 });
        foreach (var (milliseconds, bytes) in packets)
        {
            bench.At((long)(milliseconds * Millisecond), bytes);
        }

        bench.Drain();
        return [.. bench.Times.Select(time => time / Millisecond)];
    }
}
