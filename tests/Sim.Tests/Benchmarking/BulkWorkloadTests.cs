using Mpsim.Benchmarking;
using Mpsim.Models.Units;

namespace Mpsim.Sim.Tests.Benchmarking;

/// <summary>The workloads of <c>mpsim bench</c> at small sizes: what they cost in events and bytes, which is the same on every machine.</summary>
public sealed class BulkWorkloadTests
{
    private static readonly BulkSize Single = BulkSize.All.Single(size => size.Name == "w1");

    [Fact]
    public void Steady_state_of_one_connection_allocates_nothing()
    {
        var workload = new BulkWorkload(Single);
        workload.RunUntil(Instant.Zero + Duration.FromSeconds(30));
        var seconds = new long[40];
        for (var i = 0; i < seconds.Length; i++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            workload.RunUntil(Instant.Zero + Duration.FromSeconds(31 + i));
            seconds[i] = GC.GetAllocatedBytesForCurrentThread() - before;
        }

        // A second in which more packets are in flight than ever before makes the pool or a ring grow; all others take nothing.
        Assert.True(workload.Hops > 400_000);
        Assert.InRange(seconds.Count(bytes => bytes == 0), 32, 40);
    }

    /// <summary>Windows of a few segments keep every flow in loss recovery: retransmissions, holes, timeouts, data given to the other subflow.</summary>
    [Fact]
    public void Steady_state_of_many_connections_in_recovery_allocates_nothing()
    {
        var rate = new DataRate(100_000_000);
        var size = BulkSize.All.Single(each => each.Name == "w2") with { Connections = 100, First = rate, Second = rate, QueuePackets = 100 };
        var workload = new BulkWorkload(size);
        workload.RunUntil(Instant.Zero + Duration.FromSeconds(30));
        var hops = workload.Hops;
        var withoutAny = 0;
        for (var second = 31; second <= 45; second++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            workload.RunUntil(Instant.Zero + Duration.FromSeconds(second));
            withoutAny += GC.GetAllocatedBytesForCurrentThread() == before ? 1 : 0;
        }

        // In one of the seconds more records than ever may be in use at a time.
        Assert.True(workload.Hops - hops > 300_000);
        Assert.InRange(withoutAny, 14, 15);
    }

    [Fact]
    public void Hop_costs_one_event_and_a_window_is_one_event_in_the_queue()
    {
        var workload = new BulkWorkload(Single);
        workload.RunUntil(Instant.Zero + Duration.FromSeconds(20));

        Assert.InRange(workload.Scheduler.EventsExecuted / (double)workload.Hops, 1.0, 1.02);
        Assert.InRange(workload.Pool.Made, 200, 1000);
        Assert.InRange(workload.Scheduler.HighWaterMark, 4, 64);
    }

    [Theory]
    [InlineData("w2", 20)]
    [InlineData("w3", 100)]
    public void Shared_paths_are_filled_at_few_events_per_hop(string name, int connections)
    {
        var rate = new DataRate(100_000_000);
        var size = BulkSize.All.Single(each => each.Name == name) with { Connections = connections, First = rate, Second = rate, QueuePackets = 200 };
        var workload = new BulkWorkload(size);
        workload.RunUntil(Instant.Zero + Duration.FromSeconds(2));
        var (hops, events, delivered) = (workload.Hops, workload.Scheduler.EventsExecuted, workload.Delivered);
        workload.RunUntil(Instant.Zero + Duration.FromSeconds(4));

        // Timers take their part, the more the less each connection sends; those that are moved in time cost no event.
        Assert.InRange((workload.Scheduler.EventsExecuted - events) / (double)(workload.Hops - hops), 1.0, 1.1);
        Assert.InRange(workload.Scheduler.HighWaterMark, connections, connections * 16);

        // 200 Mbit/s for two seconds are 50 MB; headers take 5 %.
        Assert.InRange(workload.Delivered - delivered, 43_000_000, 50_000_000);
    }

    // Without random loss the seed decides only keys and sequence numbers, which change nothing in time.
    [Fact]
    public void Same_events_are_executed_again_whatever_the_keys() => Assert.Equal(Run(1), Run(2));

    private static (long Events, long Delivered, ulong Fingerprint) Run(ulong seed)
    {
        var workload = new BulkWorkload(Single with { Connections = 5 }, seed);
        var fingerprint = workload.Scheduler.Fingerprint = new();
        workload.RunUntil(Instant.Zero + Duration.FromSeconds(3));
        return (workload.Scheduler.EventsExecuted, workload.Delivered, fingerprint.Value);
    }
}
