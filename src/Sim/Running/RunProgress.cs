using System.Diagnostics;
using System.Threading;
using Mpsim.Models.Units;

namespace Mpsim.Running;

/// <summary>How far the runs of a scenario are: written by the threads that run them, read by the one that shows it.</summary>
public sealed class RunProgress
{
    private readonly long[] _simulated;
    private readonly long[] _events;
    private readonly long _begun = Stopwatch.GetTimestamp();
    private int _finished;

    /// <param name="runs">Runs over all variants.</param>
    /// <param name="simulatedTime">Of all of them together.</param>
    public RunProgress(int runs, Duration simulatedTime)
    {
        _simulated = new long[runs];
        _events = new long[runs];
        TotalTime = simulatedTime;
    }

    /// <summary>Runs over all variants.</summary>
    public int Runs => _simulated.Length;

    /// <summary>Runs that ended, in whatever way.</summary>
    public int Finished => Volatile.Read(ref _finished);

    /// <summary>Time to simulate over all runs.</summary>
    public Duration TotalTime { get; }

    /// <summary>Time simulated so far over all runs.</summary>
    public Duration SimulatedTime => new(Sum(_simulated));

    /// <summary>Events executed so far over all runs.</summary>
    public long Events => Sum(_events);

    /// <summary>Wall time since the start.</summary>
    public TimeSpan Elapsed => Stopwatch.GetElapsedTime(_begun);

    /// <summary>Part of the work that is done, 0 to 1.</summary>
    public double Fraction => TotalTime <= Duration.Zero ? 0 : Math.Min(1, SimulatedTime.Seconds / TotalTime.Seconds);

    /// <summary>Wall time to go at the present speed; null while there is nothing to judge from.</summary>
    public TimeSpan? Remaining => Fraction > 0 && Elapsed > TimeSpan.FromMilliseconds(200) ? Elapsed * ((1 - Fraction) / Fraction) : null;

    internal void Report(int run, Instant now, long events)
    {
        Volatile.Write(ref _simulated[run], now.Nanoseconds);
        Volatile.Write(ref _events[run], events);
    }

    internal void OnFinished() => Interlocked.Increment(ref _finished);

    private static long Sum(long[] values)
    {
        long sum = 0;
        for (var i = 0; i < values.Length; i++)
        {
            sum += Volatile.Read(ref values[i]);
        }

        return sum;
    }
}
