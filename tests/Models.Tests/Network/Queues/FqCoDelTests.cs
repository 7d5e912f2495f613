using Mpsim.Models.Kernel;
using Mpsim.Models.Network;
using Mpsim.Models.Network.Queues;

namespace Mpsim.Models.Tests.Network.Queues;

public sealed class FqCoDelTests
{
    [Fact]
    public void Packet_of_a_new_flow_leaves_before_the_backlog_of_another()
    {
        var bench = Bench(new QueueOptions());
        for (var i = 0; i < 100; i++)
        {
            bench.In(0, i, flow: 1);
        }

        Assert.Equal(0, bench.Out(0));
        Assert.Equal(1, bench.Out(0));
        bench.In(1, 1000, flow: 2);

        Assert.Equal(1000, bench.Out(1));
    }

    [Fact]
    public void Backlogged_flows_share_by_octets_whatever_the_size_of_their_packets()
    {
        var bench = Bench(new QueueOptions { Limit = QueueLimit.OfPackets(10_000) });
        for (var i = 0; i < 1000; i++)
        {
            bench.In(0, i, flow: 1);
            bench.In(0, 1_000_000 + (3 * i), flow: 2, bytes: 500);
            bench.In(0, 1_000_001 + (3 * i), flow: 2, bytes: 500);
            bench.In(0, 1_000_002 + (3 * i), flow: 2, bytes: 500);
        }

        var small = Enumerable.Range(0, 2000).Count(_ => bench.Out(0) >= 1_000_000);
        Assert.InRange(small, 1490, 1510);
    }

    [Fact]
    public void Limit_is_paid_for_by_the_fattest_flow_from_its_head()
    {
        var bench = Bench(new QueueOptions { Limit = QueueLimit.OfPackets(100) });
        for (var i = 0; i < 10; i++)
        {
            bench.In(0, 1000 + i, flow: 2);
        }

        for (var i = 0; i <= 90; i++)
        {
            bench.In(0, i, flow: 1);
        }

        // RFC 8290 section 4.1: half of the queue, 64 packets at most.
        Assert.Equal(Enumerable.Range(0, 46), bench.Dropped);
    }

    [Fact]
    public void Flow_whose_queue_runs_empty_is_not_new_again_while_others_wait()
    {
        var bench = Bench(new QueueOptions());
        for (var i = 0; i < 20; i++)
        {
            bench.In(0, i, flow: 1);
        }

        bench.Out(0);
        bench.Out(0);
        bench.In(0, 1000, flow: 2);
        Assert.Equal(1000, bench.Out(0));

        // It has had its turn: the old flow sends, the emptied one goes behind it, and its next packets take turns with the other's.
        Assert.Equal(2, bench.Out(0));
        bench.In(0, 1001, flow: 2);
        bench.In(0, 1002, flow: 2);
        Assert.Equal([1001, 3, 1002], [bench.Out(0), bench.Out(0), bench.Out(0)]);
    }

    [Fact]
    public void Each_flow_is_under_codel_of_its_own()
    {
        var bench = Bench(new QueueOptions { Limit = QueueLimit.OfPackets(10_000) });
        for (var now = 0; now < 300; now++)
        {
            bench.In(now, 2 * now, flow: 1);
            bench.In(now, (2 * now) + 1, flow: 1);
            if (now % 4 == 0)
            {
                bench.In(now, 10_000 + now, flow: 2, bytes: 100);
            }

            bench.Out(now);
        }

        Assert.NotEmpty(bench.Dropped);
        Assert.All(bench.Dropped, number => Assert.True(number < 10_000));
    }

    private static DisciplineBench Bench(QueueOptions options) => new(new FqCoDel(options, new RandomStream(1, 1, "queue")));
}
