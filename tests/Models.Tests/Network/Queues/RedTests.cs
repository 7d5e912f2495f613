using Mpsim.Models.Kernel;
using Mpsim.Models.Network;
using Mpsim.Models.Network.Queues;
using Mpsim.Models.Units;

namespace Mpsim.Models.Tests.Network.Queues;

public sealed class RedTests
{
    /// <summary>A weight of one makes the average the queue itself.</summary>
    private static readonly QueueOptions Options = new()
    {
        Limit = QueueLimit.OfPackets(1000),
        Minimum = QueueLimit.OfPackets(20),
        Maximum = QueueLimit.OfPackets(40),
        MaximumProbability = new Probability(0.1),
        Weight = 1,
    };

    [Theory]
    [InlineData(19, 0)]
    [InlineData(30, 0.05)]
    [InlineData(39, 0.095)]
    [InlineData(60, 0.55)]
    [InlineData(90, 1)]
    public void Share_of_drops_follows_the_average_queue(int queue, double probability)
    {
        var share = ShareAt(queue, Options, ect: false, out var marked);

        // p_a = p_b / (1 - count p_b) makes the distances uniform within 1 / p_b: the share is 2 p_b / (1 + p_b).
        var expected = queue < 40 ? 2 * probability / (1 + probability) : double.NaN;
        Assert.Equal(0, marked);
        Assert.InRange(share, queue < 40 ? expected * 0.9 : probability, queue < 40 ? expected * 1.1 : 1);
    }

    [Fact]
    public void Ecn_capable_packets_are_marked_between_the_thresholds_and_dropped_beyond()
    {
        Assert.Equal(0, ShareAt(30, Options with { Ecn = true }, ect: true, out var between));
        Assert.InRange(between, 0.085, 0.105);

        Assert.True(ShareAt(60, Options with { Ecn = true }, ect: true, out var beyond) > 0.5);
        Assert.Equal(0, beyond);
    }

    [Fact]
    public void Average_follows_the_queue_by_its_weight_and_falls_over_an_idle_time()
    {
        var red = new Red(Options with { Weight = 0.002 }, new RandomStream(1, 1, "queue"));
        var bench = new DisciplineBench(red);
        for (var i = 0; i < 1000; i++)
        {
            bench.In(0, i);
        }

        var before = red.Average;
        Assert.InRange(before, 20, 450);
        for (var i = 0; i < 1000; i++)
        {
            bench.Out(i);
        }

        // A packet a millisecond was sent, so 500 ms count as 500 arrivals at an empty queue: 0.998^500.
        bench.In(2000, 2000);
        var idle = 2000.0 - (1000 - bench.Dropped.Count);
        Assert.InRange(idle, 1000, 1999);
        Assert.InRange(red.Average, 0, before / 5);
    }

    /// <summary>Keeps the queue at a length and offers 20,000 packets.</summary>
    private static double ShareAt(int queue, QueueOptions options, bool ect, out double marked)
    {
        var red = new Red(options, new RandomStream(7, 1, "queue"));
        var bench = new DisciplineBench(red);
        for (var i = 0; red.Packets < queue && i < 100_000; i++)
        {
            bench.In(0, i, ect: ect);
        }

        var (dropsBefore, marksBefore) = (bench.Dropped.Count, bench.Marked.Count);
        var offered = 0;
        for (var i = 0; i < 20_000; i++)
        {
            if (red.Packets > queue)
            {
                bench.Out(1);
            }

            offered++;
            bench.In(1, i, ect: ect);
        }

        marked = (bench.Marked.Count - marksBefore) / (double)offered;
        return red.Packets < queue ? 1 : (bench.Dropped.Count - dropsBefore) / (double)offered;
    }
}
