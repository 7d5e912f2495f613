using Mpsim.Models.Network;
using Mpsim.Models.Units;

namespace Mpsim.Models.Tests.Network;

/// <summary>A link of 8 Mbit/s (1,000 bytes take a millisecond) with 5 ms delay that is down from 10 to 20 ms.</summary>
public sealed class LinkOutageTests
{
    private const long Millisecond = 1_000_000;

    private readonly LinkBench _bench = new(LinkBench.Settings(delay: 5 * Millisecond, outages: Down((10, 20))));

    [Fact]
    public void Packet_that_arrives_during_an_outage_is_lost()
    {
        _bench.At(10 * Millisecond, 1000).At((20 * Millisecond) - 1, 1000).At(20 * Millisecond, 1000).Drain();

        Assert.Equal([26 * Millisecond], _bench.Times);
        Assert.Equal(2, _bench.Link.LostInOutage.Packets);
    }

    [Fact]
    public void Packet_that_would_be_delivered_at_the_start_is_lost_and_the_one_just_before_is_not()
    {
        _bench.At((4 * Millisecond) - 1, 1000).Drain();
        Assert.Equal([(10 * Millisecond) - 1], _bench.Times);

        var late = new LinkBench(LinkBench.Settings(delay: 5 * Millisecond, outages: Down((10, 20)))).At(4 * Millisecond, 1000).Drain();
        Assert.Empty(late.Times);
        Assert.Equal(1, late.Link.LostInOutage.Packets);
    }

    [Fact]
    public void Packets_queued_at_the_start_are_lost_even_if_they_would_be_delivered_after_the_end()
    {
        // Thirty packets would keep the link busy until 30 ms: four are delivered before the outage, none after.
        _bench.At(0, [.. Enumerable.Repeat(1000, 30)]).Drain();

        Assert.Equal([6 * Millisecond, 7 * Millisecond, 8 * Millisecond, 9 * Millisecond], _bench.Times);
        Assert.Equal(26, _bench.Link.LostInOutage.Packets);
    }

    [Fact]
    public void Link_is_idle_and_its_queue_empty_after_an_outage()
    {
        _bench.At(0, [.. Enumerable.Repeat(1000, 30)]).At(20 * Millisecond);
        Assert.Equal(0, _bench.Link.PacketsInside);
        Assert.Equal(0, _bench.Link.QueuedPackets);
        Assert.Equal(0, _bench.Link.QueuedBytes);

        _bench.At(20 * Millisecond, 1000, 1000).Drain();
        Assert.Equal([26 * Millisecond, 27 * Millisecond], _bench.Times.Skip(4));
    }

    [Fact]
    public void Rate_and_delay_of_the_time_after_the_outage_hold_after_it()
    {
        // The queue at the start reaches into the piece from 25 ms on; after the outage the slower piece before must hold again.
        var rate = RateSchedule.Piecewise([new RateChange(Instant.Zero, new DataRate(8_000_000)), new RateChange(new Instant(25 * Millisecond), new DataRate(80_000_000))]);
        var delay = new DelaySchedule([new DelayChange(Instant.Zero, new Duration(5 * Millisecond)), new DelayChange(new Instant(25 * Millisecond), new Duration(Millisecond))]);
        var bench = new LinkBench(LinkBench.Settings(rate, outages: Down((10, 20))) with { Delay = delay });
        bench.At(0, [.. Enumerable.Repeat(1000, 30)]).At(20 * Millisecond, 1000).At(26 * Millisecond, 1000).Drain();

        Assert.Equal([26 * Millisecond, (27 * Millisecond) + 100_000], bench.Times.Skip(4));
    }

    [Fact]
    public void Opportunities_after_the_outage_are_used_though_they_were_promised_before()
    {
        var trace = RateSchedule.Opportunities([.. Enumerable.Range(1, 100)]);
        var bench = new LinkBench(LinkBench.Settings(trace, outages: Down((10, 20))));
        bench.At(0, [.. Enumerable.Repeat(1500, 50)]).At((20 * Millisecond) + 1, 1500).Drain();

        Assert.Equal(21 * Millisecond, bench.Times.Last());
        Assert.Equal(10, bench.Deliveries.Count);
    }

    [Fact]
    public void Several_outages_are_passed_one_after_the_other()
    {
        var bench = new LinkBench(LinkBench.Settings(outages: Down((10, 20), (30, 40), (50, 60))));
        bench.At(5 * Millisecond, 1000).At(15 * Millisecond, 1000).At(55 * Millisecond, 1000).At(65 * Millisecond, 1000).Drain();

        Assert.Equal([6 * Millisecond, 66 * Millisecond], bench.Times);
    }

    [Fact]
    public void Outage_without_end_loses_everything()
    {
        var outages = new OutageSchedule([new Outage(new Instant(10), Instant.Never)]);
        var bench = new LinkBench(LinkBench.Settings(outages: outages)).At(0, 1000).At(100, 1000).Drain();

        Assert.Empty(bench.Times);
        Assert.Equal(2, bench.Link.LostInOutage.Packets);
    }

    [Fact]
    public void Outages_that_touch_become_one()
    {
        var outages = Down((30, 40), (10, 20), (20, 25), (12, 14));

        Assert.Equal([new Outage(At(10), At(25)), new Outage(At(30), At(40))], outages.Outages);
        Assert.True(outages.IsDown(At(24)));
        Assert.False(outages.IsDown(At(25)));
        Assert.Throws<ArgumentException>(() => Down((5, 5)));
    }

    private static Instant At(int milliseconds) => new(milliseconds * Millisecond);

    private static OutageSchedule Down(params (int From, int Until)[] outages) =>
        new([.. outages.Select(outage => new Outage(At(outage.From), At(outage.Until)))]);
}
