using Mpsim.Benchmarking;

namespace Mpsim.Sim.Tests.Benchmarking;

public sealed class RingWorkloadTests
{
    private readonly RingWorkload _ring = new();

    [Fact]
    public void Hop_costs_exactly_one_event()
    {
        var hops = _ring.Run(200_000);

        Assert.InRange(hops, 150_000, 200_000);
        Assert.Equal(hops, _ring.Scheduler.EventsExecuted);
        Assert.Equal(RingWorkload.Links, _ring.Scheduler.HighWaterMark);
        Assert.Equal(RingWorkload.Packets, _ring.Pool.Outstanding);
    }

    [Fact]
    public void Million_steady_state_hops_allocate_nothing()
    {
        _ring.Run(500_000);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var hops = _ring.Run(1_100_000);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.True(hops > 1_000_000);
        Assert.Equal(0, allocated);
    }
}
