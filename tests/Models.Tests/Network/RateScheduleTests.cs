using CsCheck;
using Mpsim.Models.Network;
using Mpsim.Models.Units;

namespace Mpsim.Models.Tests.Network;

public sealed class RateScheduleTests
{
    private const long Millisecond = 1_000_000;

    [Fact]
    public void Packet_that_sees_a_rate_change_is_transmitted_partly_at_each_rate()
    {
        // Half of it in the first half millisecond at 8 Mbit/s, the rest at twice that.
        var rate = Piecewise((0, 8_000_000), (Millisecond / 2, 16_000_000));
        var bench = new LinkBench(LinkBench.Settings(rate)).At(0, 1000, 1000).Drain();

        Assert.Equal([750_000, 1_250_000], bench.Times);
    }

    [Fact]
    public void Nothing_is_transmitted_while_the_rate_is_zero()
    {
        var rate = Piecewise((0, 8_000_000), (Millisecond / 2, 0), (10 * Millisecond, 8_000_000));
        var bench = new LinkBench(LinkBench.Settings(rate)).At(0, 1000).At(5 * Millisecond, 500).Drain();

        Assert.Equal([10_500_000, 11_000_000], bench.Times);
    }

    [Fact]
    public void Rate_that_stays_zero_holds_packets_for_good()
    {
        var bench = new LinkBench(LinkBench.Settings(Piecewise((0, 8_000_000), (Millisecond, 0)), queue: QueueLimit.OfPackets(2)));
        bench.At(0, 1000, 1000, 1000).At(5 * Millisecond, 1000);
        bench.Scheduler.Run(Instant.Never);

        Assert.Equal([Millisecond], bench.Times);
        Assert.Equal(3, bench.Link.PacketsInside);
        Assert.Equal(2, bench.Link.QueuedPackets);
    }

    [Fact]
    public void Schedule_with_a_period_begins_again()
    {
        var rate = RateSchedule.Piecewise([Change(0, 8_000_000), Change(Millisecond, 0)], new Duration(10 * Millisecond));
        var bench = new LinkBench(LinkBench.Settings(rate)).At(0, 1000, 1000).At((50 * Millisecond) + (Millisecond / 2), 1000).Drain();

        Assert.Equal([Millisecond, 11 * Millisecond, (60 * Millisecond) + (Millisecond / 2)], bench.Times);
    }

    [Fact]
    public void Busy_link_serves_exactly_the_capacity_of_any_schedule()
    {
        var gen = Gen.Select(Gen.Select(Gen.Int[1, 5_000_000], Gen.Int[0, 50_000_000]).List[1, 8], Gen.Bool, Gen.Int[40, 1500]);
        gen.Sample((pieces, periodic, bytes) =>
        {
            var changes = new List<RateChange>();
            long at = 0;
            foreach (var (length, bitsPerSecond) in pieces)
            {
                changes.Add(Change(at, bitsPerSecond));
                at += length;
            }

            changes.Add(Change(at, 1_000_000));
            var rate = RateSchedule.Piecewise(changes, periodic ? new Duration(at + 1_000_000) : null);
            var bench = new LinkBench(LinkBench.Settings(rate)).At(0, [.. Enumerable.Repeat(bytes, 40)]).Drain();

            // A delivery is the first nanosecond up to which the schedule could serve that many bits, rounded down.
            var sent = 0;
            foreach (var time in bench.Times)
            {
                sent += bytes * 8;
                Assert.InRange(rate.CapacityBits(Instant.Zero, new Instant(time)), sent - 1, sent);
                Assert.True(rate.CapacityBits(Instant.Zero, new Instant(time + 1)) >= sent);
            }
        });
    }

    [Fact]
    public void Capacity_of_a_window_is_the_integral_of_the_rate()
    {
        var rate = RateSchedule.Piecewise([Change(0, 1_000), Change(1_000_000_000, 3_000)], new Duration(2_000_000_000));

        Assert.Equal(4_000, rate.CapacityBits(Instant.Zero, Instant.FromSeconds(2)));
        Assert.Equal(1_000 + 4_000 + 500, rate.CapacityBits(Instant.FromSeconds(2), Instant.FromSeconds(4.5)) + rate.CapacityBits(Instant.FromSeconds(8), Instant.FromSeconds(9)));
        Assert.Equal(2_000, rate.CapacityBits(Instant.FromSeconds(2.5), Instant.FromSeconds(3.5)));
        Assert.Equal(7_000, RateSchedule.Constant(new DataRate(1000)).CapacityBits(Instant.FromSeconds(1), Instant.FromSeconds(8)));
    }

    [Fact]
    public void Schedules_that_make_no_sense_are_refused()
    {
        Assert.Throws<ArgumentException>(() => Piecewise((1, 5)));
        Assert.Throws<ArgumentException>(() => Piecewise((0, 5), (0, 6)));
        Assert.Throws<ArgumentException>(() => Piecewise((0, -5)));
        Assert.Throws<ArgumentException>(() => RateSchedule.Piecewise([Change(0, 0)], new Duration(5)));
        Assert.Throws<ArgumentException>(() => RateSchedule.Piecewise([Change(0, 1), Change(5, 1)], new Duration(5)));
        Assert.Throws<ArgumentException>(() => RateSchedule.Opportunities([]));
        Assert.Throws<ArgumentException>(() => RateSchedule.Opportunities([0, 0]));
        Assert.Throws<ArgumentException>(() => RateSchedule.Opportunities([3, 2]));
        Assert.Throws<ArgumentException>(() => RateSchedule.Opportunities([-1, 2]));
    }

    private static RateChange Change(long at, long bitsPerSecond) => new(new Instant(at), new DataRate(bitsPerSecond));

    private static RateSchedule Piecewise(params (long At, long BitsPerSecond)[] changes) =>
        RateSchedule.Piecewise([.. changes.Select(change => Change(change.At, change.BitsPerSecond))]);
}
