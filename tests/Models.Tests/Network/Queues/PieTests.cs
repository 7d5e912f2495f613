using Mpsim.Models.Kernel;
using Mpsim.Models.Network;
using Mpsim.Models.Network.Queues;

namespace Mpsim.Models.Tests.Network.Queues;

public sealed class PieTests
{
    private static readonly QueueOptions Options = new() { Limit = QueueLimit.OfPackets(10_000) };

    [Fact]
    public void Burst_after_an_idle_time_passes_whole()
    {
        var bench = new DisciplineBench(Pie(Options));
        for (var i = 0; i < 140; i++)
        {
            bench.In(i, 2 * i);
            bench.In(i, (2 * i) + 1);
            bench.Out(i + 0.5);
        }

        Assert.Empty(bench.Dropped);
    }

    [Fact]
    public void Lasting_overload_is_dropped_away_and_the_delay_comes_to_the_target()
    {
        // Three packets arrive for two that leave: a third has to go.
        var pie = Pie(Options);
        var bench = new DisciplineBench(pie);
        var late = 0;
        for (var i = 0; i < 60_000; i++)
        {
            bench.In(i, i);
            if (i % 3 != 0)
            {
                bench.Out(i + 0.5);
            }

            if (i > 40_000)
            {
                late = Math.Max(late, pie.Packets);
            }
        }

        Assert.InRange(pie.DropProbability, 0.25, 0.45);
        Assert.InRange(late, 5, 40);
    }

    [Fact]
    public void First_update_moves_the_probability_by_the_controller_of_the_rfc()
    {
        var pie = Pie(Options with { Burst = Units.Duration.Zero });
        var bench = new DisciplineBench(pie);
        bench.In(0, 0);
        bench.In(0, 1);
        bench.In(0, 2);

        // The packet has waited 10 ms when the first update comes at 15 ms: below the target, but risen from 0.
        bench.Out(10);
        bench.Out(15);

        Assert.Equal(((0.125 * (0.010 - 0.015)) + (1.25 * 0.010)) / 2048, pie.DropProbability, 12);
    }

    [Fact]
    public void Ecn_capable_packets_are_marked_while_the_probability_is_below_a_tenth()
    {
        var pie = Pie(Options with { Ecn = true });
        var bench = new DisciplineBench(pie);
        var (i, before) = (0, 0.0);
        for (; pie.DropProbability < 0.09; i++)
        {
            bench.In(i, i, ect: true);
            bench.In(i, i, ect: true);
            bench.Out(i + 0.5);
            before = pie.DropProbability;
        }

        Assert.NotEmpty(bench.Marked);
        Assert.Empty(bench.Dropped);
        Assert.True(before < 0.1);
        for (; i < 20_000; i++)
        {
            bench.In(i, i, ect: true);
            bench.In(i, i, ect: true);
            bench.Out(i + 0.5);
        }

        Assert.NotEmpty(bench.Dropped);
    }

    [Fact]
    public void Probability_decays_once_the_queue_is_empty()
    {
        var pie = Pie(Options);
        var bench = new DisciplineBench(pie);
        for (var i = 0; i < 5000; i++)
        {
            bench.In(i, i);
            bench.In(i, i);
            bench.Out(i + 0.5);
        }

        var before = pie.DropProbability;
        while (bench.Out(5000) >= 0)
        {
        }

        bench.In(6000, 0);
        Assert.True(before > 0.2);
        Assert.InRange(pie.DropProbability, 0, before * 0.5);
        bench.Out(6000);
        bench.In(600_000, 0);
        Assert.Equal(0, pie.DropProbability);
    }

    private static Pie Pie(QueueOptions options) => new(options, new RandomStream(3, 1, "queue"));
}
