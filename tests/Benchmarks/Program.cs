using System.Diagnostics;
using BenchmarkDotNet.Running;
using Mpsim.Benchmarking;
using Mpsim.Models.Units;

if (args is ["quick", var name, ..])
{
    var size = BulkSize.All.First(s => s.Name == name);
    var seconds = args.Length > 2 ? double.Parse(args[2]) : size.Duration.Seconds;
    for (var i = 0; i < 4; i++)
    {
        var ring = new RingWorkload();
        ring.Run(1_000_000);
        var watch = Stopwatch.StartNew();
        var ringRate = ring.Run(5_000_000) / watch.Elapsed.TotalSeconds / 1e6;
        var before = GC.GetTotalMemory(true);
        var workload = new BulkWorkload(size);
        workload.RunUntil(Instant.FromSeconds(seconds / 10));
        watch.Restart();
        var warm = (workload.Hops, workload.DeliveredPackets, GC.GetAllocatedBytesForCurrentThread(), workload.Scheduler.EventsExecuted);
        workload.RunUntil(Instant.FromSeconds(seconds));
        var wall = watch.Elapsed.TotalSeconds;
        var hops = workload.Hops - warm.Item1;
        Console.WriteLine($"{name}: {workload.Delivered * 8 / seconds / 1e6:0.00} Mbit/s, {(workload.DeliveredPackets - warm.Item2) / wall / 1e6:0.00} M delivered/s, {hops / wall / 1e6:0.00} M hops/s (ring {ringRate:0.0}), {wall * 1e9 / hops:0} ns/hop, {(GC.GetAllocatedBytesForCurrentThread() - warm.Item3) / (double)hops:0.000} B/hop, {(workload.Scheduler.EventsExecuted - warm.Item4) / (double)hops:0.00} ev/hop, {hops / (double)(workload.DeliveredPackets - warm.Item2):0.00} hops/pkt, heap {(GC.GetTotalMemory(true) - before) / (double)size.Connections / 1024:0.0} KiB/conn, packets {workload.Pool.Made}");
    }

    return;
}

BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
