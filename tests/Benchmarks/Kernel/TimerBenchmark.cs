using BenchmarkDotNet.Attributes;
using Mpsim.Models.Kernel;
using Mpsim.Models.Units;
using Timer = Mpsim.Models.Kernel.Timer;

namespace Mpsim.Benchmarks.Kernel;

/// <summary>A retransmission timer that every acknowledgement moves and that never fires; time is per acknowledgement.</summary>
[MemoryDiagnoser]
public class TimerBenchmark : ITimerOwner
{
    private const int Acknowledgements = 100_000;
    private static readonly Duration Spacing = new(10_000);
    private static readonly Duration Timeout = Duration.FromMilliseconds(200);

    private readonly Scheduler _scheduler = new();
    private readonly Timer _timer;

    public TimerBenchmark() => _timer = new Timer(_scheduler, this);

    [Benchmark(OperationsPerInvoke = Acknowledgements)]
    public long Rearm()
    {
        for (var i = 0; i < Acknowledgements; i++)
        {
            _scheduler.Run(_scheduler.Now + Spacing);
            _timer.Arm(_scheduler.Now + Timeout);
        }

        return _scheduler.Now.Nanoseconds;
    }

    public void OnTimer(Timer timer, Instant now) => throw new InvalidOperationException("the timer is moved before it fires");
}
