using CsCheck;
using Mpsim.Models.Kernel;
using Mpsim.Models.Units;

namespace Mpsim.Models.Tests.Kernel;

public sealed class TimerTests : ITimerOwner
{
    private readonly Scheduler _scheduler = new();
    private readonly List<long> _fired = [];
    private readonly Timer _timer;

    public TimerTests() => _timer = new Timer(_scheduler, this);

    void ITimerOwner.OnTimer(Timer timer, Instant now)
    {
        Assert.Same(_timer, timer);
        Assert.False(timer.IsArmed);
        _fired.Add(now.Nanoseconds);
    }

    [Fact]
    public void Timer_fires_once_at_its_deadline()
    {
        _timer.Arm(new Instant(7));
        Assert.True(_timer.IsArmed);
        Assert.Equal(new Instant(7), _timer.Deadline);

        _scheduler.Run(Instant.Never);

        Assert.Equal([7], _fired);
    }

    [Fact]
    public void Disarmed_timer_does_not_fire()
    {
        _timer.Arm(new Instant(7));
        _timer.Disarm();
        _scheduler.Run(Instant.Never);

        Assert.Empty(_fired);
        Assert.False(_timer.IsArmed);
    }

    [Fact]
    public void Deadline_moved_later_a_thousand_times_costs_two_events()
    {
        for (var deadline = 100; deadline < 1100; deadline++)
        {
            _timer.Arm(new Instant(deadline));
        }

        _scheduler.Run(Instant.Never);

        Assert.Equal([1099], _fired);
        Assert.Equal(2, _scheduler.EventsScheduled);
        Assert.Equal(2, _scheduler.EventsExecuted);
    }

    [Fact]
    public void Deadline_moved_earlier_fires_at_the_earlier_time_only()
    {
        _timer.Arm(new Instant(100));
        _timer.Arm(new Instant(50));
        _scheduler.Run(Instant.Never);

        Assert.Equal([50], _fired);
    }

    [Fact]
    public void Event_left_by_a_disarmed_timer_serves_the_next_deadline()
    {
        _timer.Arm(new Instant(10));
        _timer.Disarm();
        _timer.Arm(new Instant(10));
        _scheduler.Run(Instant.Never);

        Assert.Equal([10], _fired);
        Assert.Equal(1, _scheduler.EventsScheduled);
    }

    [Fact]
    public void Deadline_before_now_throws()
    {
        _scheduler.Run(new Instant(10));

        Assert.Throws<ArgumentOutOfRangeException>(() => _timer.Arm(new Instant(9)));
    }

    [Fact]
    public void Timer_may_be_armed_again_by_its_owner_while_it_fires()
    {
        var repeating = new Repeating(_scheduler, 5);
        _scheduler.Run(Instant.Never);

        Assert.Equal([10, 20, 30, 40, 50], repeating.Fired);
        Assert.Equal(5, _scheduler.EventsExecuted);
    }

    [Fact]
    public void Far_deadline_that_is_moved_or_cancelled_in_time_costs_no_event()
    {
        var moved = new Timer(_scheduler, this);
        for (var tenth = 0; tenth < 100; tenth++)
        {
            _scheduler.Run(new Instant(tenth * 10_000_000L));
            _timer.Arm(_scheduler.Now + Duration.FromMilliseconds(40));
            moved.Arm(_scheduler.Now + Duration.FromMilliseconds(200));
        }

        _timer.Disarm();
        moved.Disarm();
        _scheduler.Run(Instant.Never);

        Assert.Empty(_fired);
        Assert.Equal(0, _scheduler.EventsExecuted);
        Assert.Equal(0, _scheduler.EventsPending);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2_000_000)]
    [InlineData(70_000_000)]
    public void Any_sequence_of_arming_fires_like_a_naive_timer(long step)
    {
        // At time i the deadline becomes i + delay, or is cancelled when the delay is negative.
        Gen.Int[-3, 12].List[1, 60].Sample(delays =>
        {
            var scheduler = new Scheduler();
            var fired = new List<long>();
            var timer = new Timer(scheduler, new Sink(fired));
            var script = new Recorder(scheduler, "script", [], now =>
            {
                var delay = delays[(int)(now.Nanoseconds / step)];
                timer.Arm(delay < 0 ? Instant.Never : now + new Duration(delay * step));
            });
            for (var i = 0; i < delays.Count; i++)
            {
                scheduler.Schedule(script, new Instant(i * step));
            }

            scheduler.Run(Instant.Never);

            var expected = new List<long>();
            for (var i = 0; i < delays.Count; i++)
            {
                // The script's event of a time precedes the timer's, so a deadline stands only if no later step reaches it.
                var next = i + 1 < delays.Count ? i + 1 : long.MaxValue;
                if (delays[i] >= 0 && i + delays[i] < next)
                {
                    expected.Add((i + delays[i]) * step);
                }
            }

            Assert.Equal(expected, fired);
        });
    }

    private sealed class Sink(List<long> fired) : ITimerOwner
    {
        public void OnTimer(Timer timer, Instant now) => fired.Add(now.Nanoseconds);
    }

    private sealed class Repeating : ITimerOwner
    {
        private int _left;

        public Repeating(Scheduler scheduler, int times)
        {
            _left = times;
            new Timer(scheduler, this).Arm(new Instant(10));
        }

        public List<long> Fired { get; } = [];

        public void OnTimer(Timer timer, Instant now)
        {
            Fired.Add(now.Nanoseconds);
            if (--_left > 0)
            {
                timer.Arm(now + new Duration(10));
            }
        }
    }
}
