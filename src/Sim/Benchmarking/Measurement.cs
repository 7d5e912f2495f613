using System.Diagnostics;
using Mpsim.Models.Units;

namespace Mpsim.Benchmarking;

/// <summary>One run of a workload, on one thread; the first part of the simulated time is left out as warm-up.</summary>
/// <param name="SimulatedSeconds">Simulated seconds measured.</param>
/// <param name="WallSeconds">Seconds that they took.</param>
/// <param name="DeliveredPackets">Full data packets that applications received in order.</param>
/// <param name="Hops">Packets, of either direction, that passed a queue and a link.</param>
/// <param name="Events">Events executed.</param>
/// <param name="SteadyHops">Those of the second half of the simulated time, which is the steady state.</param>
/// <param name="AllocatedBytes">Bytes allocated in the second half.</param>
/// <param name="MemoryPerConnection">Bytes held at the end per connection, both ends, data in flight and their records left out.</param>
public sealed record Measurement(double SimulatedSeconds, double WallSeconds, long DeliveredPackets, long Hops, long Events, long SteadyHops, long AllocatedBytes, double MemoryPerConnection)
{
    public double SimulatedPerSecond => SimulatedSeconds / WallSeconds;

    public double DeliveredPerSecond => DeliveredPackets / WallSeconds;

    public double HopsPerSecond => Hops / WallSeconds;

    public double NanosecondsPerHop => WallSeconds * 1e9 / Hops;

    public double EventsPerHop => Events / (double)Hops;

    public double AllocatedPerHop => AllocatedBytes / (double)SteadyHops;

    /// <summary>Runs a workload of bulk transfers once.</summary>
    /// <param name="size">The workload.</param>
    /// <param name="duration">Simulated time; a tenth of it is warm-up.</param>
    public static Measurement Of(BulkSize size, Duration duration)
    {
        var memoryBefore = GC.GetTotalMemory(true);
        var workload = new BulkWorkload(size);
        workload.RunUntil(Instant.Zero + (duration / 10));
        var from = workload.Scheduler.Now;
        var (delivered, hops, events) = (workload.DeliveredPackets, workload.Hops, workload.Scheduler.EventsExecuted);
        var watch = Stopwatch.StartNew();
        workload.RunUntil(Instant.Zero + (duration / 2));
        var steadyHops = workload.Hops;
        var allocated = GC.GetAllocatedBytesForCurrentThread();
        workload.RunUntil(Instant.Zero + duration);
        watch.Stop();
        allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
        var memory = GC.GetTotalMemory(true) - memoryBefore - workload.MemoryOfDataInFlight;
        GC.KeepAlive(workload);
        return new Measurement(
            (Instant.Zero + duration - from).Seconds,
            watch.Elapsed.TotalSeconds,
            workload.DeliveredPackets - delivered,
            workload.Hops - hops,
            workload.Scheduler.EventsExecuted - events,
            workload.Hops - steadyHops,
            allocated,
            memory / (double)size.Connections);
    }

    /// <summary>Packet-hops per second of <see cref="BareRing"/>.</summary>
    public static double OfBareRing(long hops)
    {
        var ring = new BareRing();
        ring.Run(hops / 10);
        var watch = Stopwatch.StartNew();
        ring.Run(hops);
        return hops / watch.Elapsed.TotalSeconds;
    }

    /// <summary>Packet-hops per second of <see cref="RingWorkload"/>.</summary>
    public static double OfLinkRing(long hops)
    {
        var ring = new RingWorkload();
        ring.Run(hops / 10);
        var watch = Stopwatch.StartNew();
        var executed = ring.Run(hops);
        return executed / watch.Elapsed.TotalSeconds;
    }
}
