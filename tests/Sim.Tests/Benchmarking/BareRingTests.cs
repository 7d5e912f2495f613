using Mpsim.Benchmarking;

namespace Mpsim.Sim.Tests.Benchmarking;

public sealed class BareRingTests
{
    private readonly BareRing _ring = new();

    [Fact]
    public void Hops_take_the_time_of_links_that_are_always_busy()
    {
        var from = _ring.Run(1_000_000);
        var until = _ring.Run(1_000_000);

        // 64 links of 1 Gbit/s deliver a packet of 1,500 bytes every 12 microseconds each.
        Assert.InRange(until - from, 12_000L * 1_000_000 / BareRing.Links * 99 / 100, 12_000L * 1_000_000 / BareRing.Links * 101 / 100);
    }

    [Fact]
    public void Million_hops_allocate_nothing()
    {
        _ring.Run(500_000);
        var before = GC.GetAllocatedBytesForCurrentThread();
        _ring.Run(1_000_000);

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }
}
