using Mpsim.Charts;
using Mpsim.Models.Units;
using Mpsim.Results;

namespace Mpsim.Sim.Tests.Charts;

public sealed class DeliveryGapMarkTests
{
    private static readonly LoggedEvent _outage = new(Instant.FromSeconds(9), "wlan", EventKinds.LinkDown, "");

    [Theory]
    [InlineData(99, false)]
    [InlineData(101, true)]
    public void Longest_gap_of_a_run_is_marked_when_it_is_an_interruption(int milliseconds, bool isMarked)
    {
        RunResult run = Run(milliseconds, _outage);

        Assert.Equal(isMarked ? (9.0, 9 + (milliseconds / 1e3)) : null, DeliveryGapMark.Of(run, [run.Flows[0].Flow]));
    }

    [Fact]
    public void Run_in_which_nothing_happened_has_no_mark_unless_its_gap_is_long()
    {
        Assert.Null(DeliveryGapMark.Of(Run(999), [Run(999).Flows[0].Flow]));
        Assert.Equal((9.0, 10.0), DeliveryGapMark.Of(Run(1000), [Run(1000).Flows[0].Flow]));
    }

    [Fact]
    public void Mark_says_that_others_of_many_connections_may_have_been_served()
    {
        RunResult run = Run(500, _outage);
        RunResult many = run with { Flows = [run.Flows[0] with { ConnectionsOpened = 20 }] };

        Assert.Equal("longest time without delivery", DeliveryGapMark.Caption(run, [run.Flows[0].Flow]));
        Assert.Equal("longest time that a connection waited", DeliveryGapMark.Caption(many, [run.Flows[0].Flow]));
    }

    private static RunResult Run(int milliseconds, params LoggedEvent[] events)
    {
        RunResult run = MadeUpResults.Plain("take-over", 1, MadeUpResults.Download(40));
        return run with
        {
            Events = events,
            Flows = [run.Flows[0] with { GapFrom = Instant.FromSeconds(9), LongestGap = Duration.FromMilliseconds(milliseconds) }],
        };
    }
}
