using CsCheck;
using Mpsim.Models.Kernel;
using Mpsim.Models.Network;
using Mpsim.Models.Network.Queues;
using Mpsim.Models.Units;

namespace Mpsim.Models.Tests.Network.Queues;

/// <summary>A link with a discipline, where the discipline does nothing that matters: what the link itself has to do.</summary>
public sealed class TwoEventFormTests
{
    private const long Millisecond = 1_000_000;

    [Fact]
    public void Discipline_that_drops_nothing_delivers_like_the_one_event_form()
    {
        Gen.Select(Gen.Int[1, 1_000_000_000], Gen.Select(Gen.Int[0, 3], Gen.Int[40, 1500]).List[1, 50]).Sample((rate, arrivals) =>
        {
            var settings = LinkBench.Settings(RateSchedule.Constant(new DataRate(rate)), delay: 3 * Millisecond);
            var direct = new LinkBench(settings);
            var queued = new LinkBench(settings with { Discipline = Idle() });
            long now = 0;
            foreach (var (gap, bytes) in arrivals)
            {
                now += gap * (7_777_777_777_777 / rate);
                direct.At(now, bytes);
                queued.At(now, bytes);
                Assert.Equal(direct.Link.PacketsInside, queued.Link.PacketsInside);
            }

            Assert.Equal(direct.Drain().Deliveries, queued.Drain().Deliveries);
        });
    }

    [Fact]
    public void Outage_loses_what_waits_and_the_link_works_again_after_it()
    {
        var outages = new OutageSchedule([new Outage(new Instant(2500 * 1000), new Instant(10 * Millisecond))]);
        var bench = new LinkBench(LinkBench.Settings(outages: outages) with { Discipline = Idle() });
        bench.At(0, 1000, 1000, 1000, 1000, 1000).At(5 * Millisecond, 1000);

        Assert.Equal(0, bench.Link.QueuedPackets);
        Assert.Equal(0, bench.Link.PacketsInside);
        bench.At(20 * Millisecond, 1000).Drain();

        Assert.Equal([Millisecond, 2 * Millisecond, 21 * Millisecond], bench.Times);
        Assert.Equal(4, bench.Link.LostInOutage.Packets);
    }

    [Fact]
    public void Packet_beyond_the_mtu_is_dropped_before_the_discipline_sees_it()
    {
        var bench = new LinkBench(LinkBench.Settings() with { Discipline = Idle() }).At(0, 1501, 1500).Drain();

        Assert.Equal(1, bench.Link.DroppedByMtu.Packets);
        Assert.Single(bench.Deliveries);
    }

    [Fact]
    public void Drops_of_the_discipline_are_counted_and_the_packets_go_back_to_the_pool()
    {
        var discipline = new CoDel(new QueueOptions { Limit = QueueLimit.OfPackets(2) });
        var bench = new LinkBench(LinkBench.Settings() with { Discipline = discipline }).At(0, 1000, 1000, 1000, 1000);

        Assert.Equal(2, bench.Link.QueuedPackets);
        Assert.Equal(2000, bench.Link.QueuedBytes);
        Assert.Equal(3, bench.Link.PacketsInside);
        bench.Drain();
        Assert.Equal(1, bench.Link.DroppedByQueue.Packets);
        Assert.Equal(3, bench.Deliveries.Count);
        Assert.Equal(2, bench.Link.PeakQueuedPackets);
    }

    [Fact]
    public void Hop_costs_two_events_while_a_queue_stands_and_one_while_none_does()
    {
        var bench = new LinkBench(LinkBench.Settings() with { Discipline = Idle() });
        bench.At(0, [.. Enumerable.Repeat(1000, 100)]).Drain();
        Assert.Equal(199, bench.Scheduler.EventsExecuted);

        for (var i = 0; i < 100; i++)
        {
            bench.At((200 + (i * 2)) * Millisecond, 1000);
        }

        bench.Drain();
        Assert.Equal(299, bench.Scheduler.EventsExecuted);
    }

    /// <summary>A single class of priority is a queue without any rule.</summary>
    private static StrictPriority Idle() => new(new QueueOptions { Limit = QueueLimit.Unlimited });
}
