using BenchmarkDotNet.Attributes;
using Mpsim.Models.Tcp;
using Mpsim.Models.Tcp.Congestion;

namespace Mpsim.Benchmarks.Tcp;

/// <summary>Two TCP connections back to back: sending, receiving and acknowledging; time is per data segment.</summary>
[MemoryDiagnoser]
public class TcpConnectionBenchmark
{
    private const int Segments = 10_000;

    // A fixed buffer bounds what is in flight, as a bottleneck would.
    private static readonly TcpSettings Settings = TcpSettings.Default with
    {
        CongestionControl = static () => new NewReno(),
        SendBufferAutoTuning = false,
        SendBufferLimit = 256 << 10,
        ReceiveBufferAutoTuning = false,
    };

    private SegmentWire _clean = null!;
    private SegmentWire _lossy = null!;

    [GlobalSetup]
    public void Connect()
    {
        _clean = new SegmentWire(Settings, 0);
        _lossy = new SegmentWire(Settings, 200);
        Run(_clean);
        Run(_lossy);
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = Segments)]
    public long InOrder() => Run(_clean);

    /// <summary>A segment in two hundred is lost: SACK, RACK and recovery.</summary>
    [Benchmark(OperationsPerInvoke = Segments)]
    public long WithLosses() => Run(_lossy);

    private static long Run(SegmentWire wire)
    {
        var until = wire.Arrived + Segments;
        while (wire.Arrived < until)
        {
            wire.Exchange();
        }

        return wire.Arrived;
    }
}
