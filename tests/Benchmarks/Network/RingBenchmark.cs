using BenchmarkDotNet.Attributes;
using Mpsim.Benchmarking;

namespace Mpsim.Benchmarks.Network;

/// <summary>The ring of the bare design, and the same with the simulator's kernel, nodes and links; time and allocation are per packet-hop.</summary>
[MemoryDiagnoser]
public class RingBenchmark
{
    private const int Hops = 1_000_000;

    private readonly BareRing _bare = new();
    private readonly RingWorkload _links = new();

    [GlobalSetup]
    public void WarmUp()
    {
        _bare.Run(Hops);
        _links.Run(Hops);
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = Hops)]
    public long Bare() => _bare.Run(Hops);

    [Benchmark(OperationsPerInvoke = Hops)]
    public long Links() => _links.Run(Hops);
}
