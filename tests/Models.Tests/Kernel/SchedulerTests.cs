using CsCheck;
using Mpsim.Models.Kernel;
using Mpsim.Models.Units;

namespace Mpsim.Models.Tests.Kernel;

public sealed class SchedulerTests
{
    private readonly Scheduler _scheduler = new();
    private readonly List<string> _log = [];

    [Fact]
    public void Events_are_executed_by_time_then_insertion()
    {
        var a = new Recorder(_scheduler, "a", _log);
        var b = new Recorder(_scheduler, "b", _log);
        _scheduler.Schedule(b, new Instant(20));
        _scheduler.Schedule(b, new Instant(10));
        _scheduler.Schedule(a, new Instant(20));
        _scheduler.Schedule(a, new Instant(10));

        _scheduler.Run(Instant.Never);

        Assert.Equal(["b@10", "a@10", "b@20", "a@20"], _log);
    }

    // Steps of a nanosecond, of about half a slot of the far events, and beyond the time that their slots reach.
    [Theory]
    [InlineData(1)]
    [InlineData(2_000_000)]
    [InlineData(50_000_000)]
    public void Any_schedule_is_executed_in_the_order_of_a_stable_sort(long step)
    {
        Gen.Int[0, 50].Select(time => time * step).List[0, 300].Sample(times =>
        {
            var scheduler = new Scheduler();
            var log = new List<string>();
            for (var i = 0; i < times.Count; i++)
            {
                scheduler.Schedule(new Recorder(scheduler, $"{i}", log), new Instant(times[i]));
            }

            scheduler.Run(Instant.Never);

            Assert.Equal(times.Select((time, i) => (time, i)).OrderBy(pair => pair.time).Select(pair => $"{pair.i}@{pair.time}"), log);
        });
    }

    [Theory]
    [InlineData(1)]
    [InlineData(1_500_000)]
    [InlineData(100_000_000)]
    public void Events_scheduled_while_one_is_executed_keep_the_total_order(long step)
    {
        // Each wake-up schedules none, one (replacing the top) or several (pushed) further events.
        Gen.Select(Gen.Int[0, 9].List[1, 20], Gen.Int[0, 3].List[200, 200], Gen.Int[0, 9].List[600, 600]).Sample((starts, fanOut, delays) =>
        {
            var scheduler = new Scheduler();
            var expected = new PriorityQueue<int, (long Time, int Insertion)>();
            var inserted = 0;
            var woken = 0;
            var seen = new List<(long, int)>();
            Tagged? Make(long time)
            {
                var target = new Tagged(scheduler, inserted, (tag, now) =>
                {
                    seen.Add((now.Nanoseconds, tag));
                    for (var child = 0; woken < fanOut.Count && child < fanOut[woken]; child++)
                    {
                        Make(now.Nanoseconds + (step * delays[(woken * 3) + child]));
                    }

                    woken++;
                });
                expected.Enqueue(inserted, (time, inserted));
                inserted++;
                scheduler.Schedule(target, new Instant(time));
                return target;
            }

            starts.ForEach(start => Make(step * start));
            scheduler.Run(new Instant(step * 60));

            var order = new List<(long, int)>();
            while (expected.TryPeek(out var tag, out var key) && key.Time <= step * 60)
            {
                expected.Dequeue();
                order.Add((key.Time, tag));
            }

            Assert.Equal(order, seen);
            Assert.Equal(expected.Count, scheduler.EventsPending);
        });
    }

    [Fact]
    public void Scheduling_before_now_throws()
    {
        var target = new Recorder(_scheduler, "a", _log);
        _scheduler.Run(new Instant(100));

        Assert.Throws<ArgumentOutOfRangeException>(() => _scheduler.Schedule(target, new Instant(99)));
        _scheduler.Schedule(target, new Instant(100));
    }

    [Fact]
    public void Run_executes_events_at_its_end_and_leaves_later_ones()
    {
        var target = new Recorder(_scheduler, "a", _log);
        _scheduler.Schedule(target, new Instant(100));
        _scheduler.Schedule(target, new Instant(101));

        Assert.Equal(RunOutcome.ReachedEnd, _scheduler.Run(new Instant(100)));
        Assert.Equal(["a@100"], _log);
        Assert.Equal(new Instant(100), _scheduler.Now);

        Assert.Equal(RunOutcome.Idle, _scheduler.Run(new Instant(500)));
        Assert.Equal(["a@100", "a@101"], _log);
        Assert.Equal(new Instant(500), _scheduler.Now);
        Assert.Equal(2, _scheduler.EventsExecuted);
    }

    [Fact]
    public void RequestStop_ends_the_run_after_the_current_event()
    {
        var stop = new Recorder(_scheduler, "stop", _log, _ => _scheduler.RequestStop());
        _scheduler.Schedule(stop, new Instant(5));
        _scheduler.Schedule(stop, new Instant(5));

        Assert.Equal(RunOutcome.Stopped, _scheduler.Run(new Instant(100)));
        Assert.Equal(["stop@5"], _log);
        Assert.Equal(new Instant(5), _scheduler.Now);
        Assert.Equal(1, _scheduler.EventsPending);
    }

    [Fact]
    public void Run_ends_when_the_cancellation_poll_says_so()
    {
        Recorder? target = null;
        target = new Recorder(_scheduler, "a", [], now => _scheduler.Schedule(target!, now + new Duration(1)));
        _scheduler.Schedule(target, Instant.Zero);
        var polls = 0;

        Assert.Equal(RunOutcome.Cancelled, _scheduler.Run(Instant.Never, () => ++polls == 3));
        Assert.InRange(_scheduler.EventsExecuted, 3, 100_000);
    }

    [Fact]
    public void Run_from_within_an_event_is_refused_and_the_failed_event_is_not_repeated()
    {
        var target = new Recorder(_scheduler, "a", _log, _ => _scheduler.Run(Instant.Never));
        _scheduler.Schedule(target, new Instant(1));

        Assert.Throws<InvalidOperationException>(() => _scheduler.Run(Instant.Never));
        Assert.Equal(RunOutcome.Idle, _scheduler.Run(Instant.Never));
        Assert.Equal(["a@1"], _log);
    }

    [Fact]
    public void Events_of_a_retired_target_do_nothing()
    {
        var target = new Recorder(_scheduler, "a", _log);
        _scheduler.Schedule(target, new Instant(1));
        target.Retire();

        _scheduler.Run(Instant.Never);

        Assert.Empty(_log);
    }

    [Fact]
    public void HighWaterMark_is_the_most_events_that_waited_at_once()
    {
        var target = new Recorder(_scheduler, "a", _log);
        for (var i = 0; i < 1000; i++)
        {
            _scheduler.Schedule(target, new Instant(i));
        }

        _scheduler.Run(Instant.Never);
        _scheduler.Schedule(target, new Instant(5000));

        Assert.Equal(1000, _scheduler.HighWaterMark);
        Assert.Equal(1001, _scheduler.EventsScheduled);
    }

    [Fact]
    public void Fingerprint_tells_equal_event_sequences_from_different_ones()
    {
        Assert.Equal(FingerprintOf(1, 2, 3), FingerprintOf(3, 2, 1));
        Assert.NotEqual(FingerprintOf(1, 2, 3), FingerprintOf(1, 2, 4));
        Assert.NotEqual(FingerprintOf(1, 2), FingerprintOf(1, 2, 3));
    }

    private static ulong FingerprintOf(params int[] times)
    {
        var scheduler = new Scheduler { Fingerprint = new Fingerprint() };
        var target = new Recorder(scheduler, "a", []);
        foreach (var time in times)
        {
            scheduler.Schedule(target, new Instant(time));
        }

        scheduler.Run(Instant.Never);
        return scheduler.Fingerprint.Value;
    }

    private sealed class Tagged(Scheduler scheduler, int tag, Action<int, Instant> action) : EventTarget(scheduler)
    {
        protected internal override void OnWakeup(Instant now) => action(tag, now);
    }
}
