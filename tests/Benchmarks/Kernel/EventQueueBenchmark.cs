using BenchmarkDotNet.Attributes;
using Mpsim.Models.Kernel;
using Mpsim.Models.Units;

namespace Mpsim.Benchmarks.Kernel;

/// <summary>An event that schedules the next one, among others that wait; time is per event.</summary>
[MemoryDiagnoser]
public class EventQueueBenchmark
{
    private const int Events = 100_000;

    private Scheduler _scheduler = new();

    /// <summary>Events that wait at any time.</summary>
    [Params(64, 20_000)]
    public int Pending { get; set; }

    [GlobalSetup]
    public void Fill()
    {
        _scheduler = new Scheduler();
        var random = new RandomStreams(1, 0).Create("events");
        for (var i = 0; i < Pending; i++)
        {
            _scheduler.Schedule(new Repeater(_scheduler, random), new Instant(i));
        }
    }

    [Benchmark(OperationsPerInvoke = Events)]
    public long ReplaceTop()
    {
        // Gaps are uniform up to 2 ms, a millisecond on average, so that this is the time that so many events take.
        var before = _scheduler.EventsExecuted;
        _scheduler.Run(_scheduler.Now + new Duration(Events * 1_000_000L / Pending));
        return _scheduler.EventsExecuted - before;
    }

    private sealed class Repeater(Scheduler scheduler, RandomStream random) : EventTarget(scheduler)
    {
        protected internal override void OnWakeup(Instant now) => Scheduler.Schedule(this, now + new Duration(random.NextInRange(1, 2_000_000)));
    }
}
