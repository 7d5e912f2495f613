using BenchmarkDotNet.Attributes;
using Mpsim.Benchmarking;

namespace Mpsim.Benchmarks.Network;

/// <summary>The bare ring of kernel and links; time and allocation are per packet-hop.</summary>
[MemoryDiagnoser]
public class RingBenchmark
{
    private const int Hops = 1_000_000;

    private readonly RingWorkload _ring = new();

    [GlobalSetup]
    public void WarmUp() => _ring.Run(Hops);

    [Benchmark(OperationsPerInvoke = Hops)]
    public long Hop() => _ring.Run(Hops);
}
