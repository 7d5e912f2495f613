using Mpsim.Models.Network;
using Mpsim.Models.Network.Queues;

namespace Mpsim.Models.Tests.Network.Queues;

public sealed class CoDelTests
{
    private static readonly QueueOptions Options = new() { Limit = QueueLimit.OfPackets(1000) };

    [Fact]
    public void Delay_below_the_target_drops_nothing()
    {
        var bench = new DisciplineBench(new CoDel(Options));
        for (var i = 0; i < 1000; i++)
        {
            bench.In(i, i);
            Assert.Equal(i - 4, i < 4 ? i - 4 : bench.Out(i + 0.9));
        }

        Assert.Empty(bench.Dropped);
    }

    [Fact]
    public void Standing_delay_drops_after_an_interval_and_then_ever_more_often_by_the_square_root()
    {
        // Two packets arrive for one that leaves a millisecond, so that the delay is above 5 ms from 10 ms on.
        var drops = Overload(new CoDel(Options), ect: false, out var marks);

        Assert.Empty(marks);
        AssertControlLaw(drops);
    }

    [Fact]
    public void Ecn_capable_packets_are_marked_at_the_times_of_the_drops()
    {
        var drops = Overload(new CoDel(Options with { Ecn = true }), ect: true, out var marks);

        Assert.Empty(drops);
        AssertControlLaw(marks);
    }

    [Fact]
    public void Without_ecn_in_the_queue_even_ecn_capable_packets_are_dropped()
    {
        Overload(new CoDel(Options), ect: true, out var marks);

        Assert.Empty(marks);
    }

    [Fact]
    public void Queue_of_one_packet_is_left_alone_whatever_its_delay()
    {
        var bench = new DisciplineBench(new CoDel(Options));
        for (var i = 0; i < 20; i++)
        {
            bench.In(i * 50, i);
            Assert.Equal(i, bench.Out((i * 50) + 49));
        }

        Assert.Empty(bench.Dropped);
    }

    [Fact]
    public void Limit_is_kept()
    {
        var bench = new DisciplineBench(new CoDel(new QueueOptions { Limit = QueueLimit.OfPackets(2) }));
        bench.In(0, 0);
        bench.In(0, 1);
        bench.In(0, 2);

        Assert.Equal([2], bench.Dropped);
    }

    /// <returns>The milliseconds of the drops.</returns>
    private static List<int> Overload(QueueDiscipline queue, bool ect, out List<int> marks)
    {
        var bench = new DisciplineBench(queue);
        var drops = new List<int>();
        marks = [];
        for (var now = 0; now < 400; now++)
        {
            bench.In(now, 2 * now, ect: ect);
            bench.In(now, (2 * now) + 1, ect: ect);
            bench.Out(now);
            drops.AddRange(Enumerable.Repeat(now, bench.Dropped.Count - drops.Count));
            marks.AddRange(Enumerable.Repeat(now, bench.Marked.Count - marks.Count));
        }

        return drops;
    }

    private static void AssertControlLaw(List<int> times)
    {
        // RFC 8289 section 5.6: the n-th comes 100 ms / sqrt(n) after the one before; packets leave by the millisecond.
        double next = times[0];
        Assert.InRange(next, 109, 111);
        for (var i = 0; i < times.Count; i++)
        {
            Assert.InRange(times[i], next, next + 1);
            next += 100 / Math.Sqrt(i + 1);
        }

        Assert.True(next > 399);
    }
}
