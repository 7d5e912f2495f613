using CsCheck;
using Mpsim.Models.Kernel;
using Mpsim.Models.Network;
using Mpsim.Models.Units;

namespace Mpsim.Models.Tests.Network;

public sealed class LinkTests
{
    private const long Millisecond = 1_000_000;

    [Fact]
    public void Packet_is_delivered_after_transmission_and_delay_to_the_nanosecond()
    {
        // 1,000 bytes at 8 Mbit/s take a millisecond.
        var bench = new LinkBench(LinkBench.Settings(delay: 25 * Millisecond)).At(7, 1000).Drain();

        Assert.Equal([(7 + (26 * Millisecond), 1000)], bench.Deliveries);
    }

    [Fact]
    public void Packets_that_arrive_together_follow_each_other_at_the_rate()
    {
        var bench = new LinkBench(LinkBench.Settings(delay: 5)).At(0, 1000, 500, 1000).Drain();

        Assert.Equal([Millisecond + 5, (Millisecond * 3 / 2) + 5, (Millisecond * 5 / 2) + 5], bench.Times);
    }

    [Fact]
    public void Long_run_rate_is_exact_where_a_transmission_takes_no_whole_number_of_nanoseconds()
    {
        // 1,500 bytes at 7 Mbit/s take 1,714,285.71… ns; 7,000 of them take 12 s to the nanosecond.
        var bench = new LinkBench(LinkBench.Settings(RateSchedule.Constant(new DataRate(7_000_000))));
        bench.At(0, [.. Enumerable.Repeat(1500, 7000)]).Drain();

        Assert.Equal(12_000_000_000, bench.Times.Last());
        Assert.Equal(1_714_285, bench.Times.First());
    }

    [Fact]
    public void Remainder_is_not_carried_over_an_idle_time()
    {
        var bench = new LinkBench(LinkBench.Settings(RateSchedule.Constant(new DataRate(7_000_000))));
        bench.At(0, 1500).At(5 * Millisecond, 1500).At(10 * Millisecond, 1500).Drain();

        Assert.Equal([1_714_285, 6_714_285, 11_714_285], bench.Times);
    }

    [Fact]
    public void Any_mix_of_sizes_and_gaps_is_served_like_exact_rational_arithmetic()
    {
        Gen.Select(Gen.Int[1, 1_000_000_000], Gen.Select(Gen.Int[0, 3], Gen.Int[40, 1500]).List[1, 50]).Sample((rate, arrivals) =>
        {
            var bench = new LinkBench(LinkBench.Settings(RateSchedule.Constant(new DataRate(rate))));
            var expected = new List<long>();
            long now = 0;
            Int128 free = 0;
            foreach (var (gap, bytes) in arrivals)
            {
                now += gap * (8_000_000_000_000 / rate);
                bench.At(now, bytes);

                // Time is kept in units of 1 / rate nanoseconds, in which every transmission is a whole number. A link
                // that falls free within the nanosecond of an arrival counts as busy until then.
                free = (free / rate < now ? (Int128)now * rate : free) + (bytes * (Int128)8_000_000_000);
                expected.Add((long)(free / rate));
            }

            bench.Drain();
            Assert.Equal(expected, bench.Times);
        });
    }

    [Fact]
    public void Queue_limit_in_packets_counts_waiting_packets_only()
    {
        var bench = new LinkBench(LinkBench.Settings(queue: QueueLimit.OfPackets(3))).At(0, 1000, 1000, 1000, 1000, 1000);

        Assert.Equal(3, bench.Link.QueuedPackets);
        Assert.Equal(1, bench.Link.DroppedByQueue.Packets);

        // When the first has left, the second is in transmission and one place is free.
        bench.At(Millisecond, 1000, 1000).Drain();
        Assert.Equal(2, bench.Link.DroppedByQueue.Packets);
        Assert.Equal(5, bench.Deliveries.Count);
        Assert.Equal(3, bench.Link.PeakQueuedPackets);
    }

    [Fact]
    public void Queue_limit_of_zero_still_transmits()
    {
        var bench = new LinkBench(LinkBench.Settings(queue: QueueLimit.OfPackets(0))).At(0, 1000, 1000).At(Millisecond, 1000).Drain();

        Assert.Equal([Millisecond, 2 * Millisecond], bench.Times);
        Assert.Equal(1, bench.Link.DroppedByQueue.Packets);
    }

    [Fact]
    public void Queue_limit_in_bytes_counts_waiting_bytes_only()
    {
        var bench = new LinkBench(LinkBench.Settings(queue: QueueLimit.OfBytes(new ByteCount(2500)))).At(0, 1500, 1500, 1000, 1, 0);

        Assert.Equal(2500, bench.Link.QueuedBytes);
        Assert.Equal(1, bench.Link.DroppedByQueue.Packets);
        Assert.Equal(1, bench.Link.DroppedByQueue.Bytes);
        Assert.Equal(2500, bench.Link.PeakQueuedBytes);
        bench.Drain();
        Assert.Equal(0, bench.Link.QueuedBytes);
    }

    [Fact]
    public void Packets_in_flight_do_not_count_as_queued()
    {
        var bench = new LinkBench(LinkBench.Settings(delay: 1000 * Millisecond, queue: QueueLimit.OfPackets(1)));
        for (var i = 0; i < 100; i++)
        {
            bench.At(i * Millisecond, 1000);
            Assert.Equal(0, bench.Link.QueuedPackets);
        }

        Assert.Equal(100, bench.Link.PacketsInside);
        bench.Drain();
        Assert.Equal(100, bench.Deliveries.Count);
    }

    [Fact]
    public void Drop_tail_agrees_with_a_naive_queue()
    {
        Gen.Select(Gen.Int[0, 6], Gen.Select(Gen.Int[0, 3], Gen.Int[1, 3]).List[1, 80]).Sample((limit, arrivals) =>
        {
            // Packets of k × 1,000 bytes take k ms; arrivals fall between the milliseconds.
            var bench = new LinkBench(LinkBench.Settings(delay: 3 * Millisecond, queue: QueueLimit.OfPackets(limit)) with { Mtu = 9000 });
            var starts = new List<long>();
            long now = Millisecond / 2;
            long free = 0;
            var dropped = 0;
            foreach (var (gap, thousands) in arrivals)
            {
                now += gap * Millisecond;
                bench.At(now, thousands * 1000);
                if (starts.Count(start => start > now) < limit || free <= now)
                {
                    starts.Add(Math.Max(now, free));
                    free = starts[^1] + (thousands * Millisecond);
                }
                else
                {
                    dropped++;
                }

                Assert.Equal(starts.Count(start => start > now), bench.Link.QueuedPackets);
                Assert.Equal(dropped, bench.Link.DroppedByQueue.Packets);
            }

            bench.Drain();
            Assert.Equal(starts.Count, bench.Deliveries.Count);
        });
    }

    [Fact]
    public void Packet_larger_than_the_MTU_is_dropped()
    {
        var bench = new LinkBench(LinkBench.Settings()).At(0, 1501, 1500).Drain();

        Assert.Equal([1500], bench.Deliveries.Select(delivery => delivery.Bytes));
        Assert.Equal(1501, bench.Link.DroppedByMtu.Bytes);
    }

    [Fact]
    public void Delay_that_shrinks_reorders_nothing_and_holds_from_the_end_of_transmission()
    {
        var delay = new DelaySchedule([
            new DelayChange(Instant.Zero, new Duration(10 * Millisecond)),
            new DelayChange(new Instant(2 * Millisecond), new Duration(1 * Millisecond)),
            new DelayChange(new Instant(20 * Millisecond), new Duration(5 * Millisecond))]);
        var bench = new LinkBench(LinkBench.Settings() with { Delay = delay });
        bench.At(0, 1000).At(Millisecond, 1000).At(15 * Millisecond, 1000).At(19 * Millisecond, 1000).Drain();

        Assert.Equal([11 * Millisecond, 11 * Millisecond, 17 * Millisecond, 25 * Millisecond], bench.Times);
    }

    [Fact]
    public void Jitter_varies_the_delay_without_reordering()
    {
        var settings = LinkBench.Settings(RateSchedule.Constant(new DataRate(8_000_000_000)), delay: 10 * Millisecond) with
        {
            Jitter = Jitter.Uniform(new Duration(2 * Millisecond), new RandomStream(1, 0, "jitter")),
        };
        var bench = new LinkBench(settings);
        for (var i = 0; i < 1000; i++)
        {
            bench.At(i * Millisecond, 1000 + (i % 500));
        }

        bench.Drain();
        Assert.Equal(Enumerable.Range(0, 1000).Select(i => 1000 + (i % 500)), bench.Deliveries.Select(delivery => delivery.Bytes));
        var delays = bench.Times.Select((time, i) => time - (i * Millisecond)).ToArray();
        Assert.InRange(delays.Min(), 8 * Millisecond, 9 * Millisecond);
        Assert.InRange(delays.Max(), 11 * Millisecond, (12 * Millisecond) + 2000);
    }

    [Fact]
    public void Normal_jitter_stays_within_three_deviations()
    {
        var jitter = Jitter.Normal(new Duration(1000), new RandomStream(1, 0, "jitter"));
        var draws = Enumerable.Range(0, 20_000).Select(_ => jitter.Next()).ToArray();

        Assert.All(draws, draw => Assert.InRange(draw, -3000, 3000));
        Assert.InRange(draws.Average(), -30, 30);
        Assert.InRange(Math.Sqrt(draws.Average(draw => (double)draw * draw)), 950, 1010);
    }

    [Fact]
    public void Hop_costs_one_event()
    {
        var bench = new LinkBench(LinkBench.Settings(delay: 7)).At(0, 100, 100, 100).At(3 * Millisecond, 100).Drain();

        Assert.Equal(4, bench.Deliveries.Count);
        Assert.Equal(4, bench.Scheduler.EventsExecuted);
        Assert.Equal(1, bench.Scheduler.HighWaterMark);
    }
}
