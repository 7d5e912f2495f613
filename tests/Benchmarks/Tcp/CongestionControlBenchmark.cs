using BenchmarkDotNet.Attributes;
using Mpsim.Models.Mptcp.Coupling;
using Mpsim.Models.Tcp.Congestion;
using Mpsim.Models.Units;

namespace Mpsim.Benchmarks.Tcp;

/// <summary>One acknowledgement through a congestion control, on two subflows in turn, with a loss now and then; time is per acknowledgement.</summary>
[MemoryDiagnoser]
public class CongestionControlBenchmark
{
    private const int Acknowledgements = 10_000;

    /// <summary>The queue of a bottleneck would overflow at this window.</summary>
    private const int LossWindow = 250;

    private readonly CongestionControl[] _subflows = new CongestionControl[2];
    private readonly uint[] _acknowledged = new uint[2];
    private Instant _now;

    [ParamsSource(nameof(Names))]
    public string Name { get; set; } = "";

    public static IEnumerable<string> Names => CoupledCongestionControls.Names;

    [GlobalSetup]
    public void Join()
    {
        var congestion = CoupledCongestionControls.Find(Name)!.Create(CongestionOptions.Default);
        for (var i = 0; i < _subflows.Length; i++)
        {
            _subflows[i] = congestion.Join();
        }
    }

    [Benchmark(OperationsPerInvoke = Acknowledgements)]
    public int Acknowledge()
    {
        for (var i = 0; i < Acknowledgements; i++)
        {
            Acknowledge(i & 1);
        }

        return _subflows[0].Cwnd;
    }

    private void Acknowledge(int index)
    {
        var subflow = _subflows[index];
        _now += new Duration(100_000);
        _acknowledged[index] += 2 * 1420;
        var ack = new AckSample
        {
            Now = _now,
            Rtt = Duration.FromMilliseconds(20 + (30 * index)),
            SmoothedRtt = Duration.FromMilliseconds(20 + (30 * index)),
            MinRtt = Duration.FromMilliseconds(20 + (30 * index)),
            AckedSegments = 2,
            PriorInFlight = subflow.Cwnd,
            SndUna = _acknowledged[index],
            SndNxt = _acknowledged[index] + (uint)(subflow.Cwnd * 1420),
            CwndLimited = true,
        };
        subflow.OnRttSample(ack);
        subflow.OnAck(ack);
        if (subflow.Cwnd >= LossWindow)
        {
            subflow.Ssthresh = subflow.SsthreshAfterLoss(_now);
            subflow.Cwnd = subflow.Ssthresh;
        }
    }
}
