using Mpsim.Models.Apps;
using Mpsim.Models.Hosts;
using Mpsim.Models.Tests.Hosts;
using Mpsim.Models.Units;

namespace Mpsim.Models.Tests.Apps;

/// <summary>Applications that lose patience and try again.</summary>
public sealed class PersistenceTests
{
    private static readonly PairSetting Hop = new() { Delay = Duration.FromMilliseconds(10) };

    [Fact]
    public void Connection_that_delivers_nothing_is_given_up_and_opened_again_as_often_as_asked_for()
    {
        var harness = new FlowHarness(Hop with { Delay = Duration.FromSeconds(100) }).Bulk(new BulkPlan { OpenerSends = false }, persistence: new Persistence(Duration.FromSeconds(2), 3)).Run(20);

        Assert.Equal([0.0, 2, 4, 6], harness.Record.Connections.Select(connection => connection.OpenedAt.Seconds));
        Assert.All(harness.Record.Connections, connection => Assert.Equal(AbortReason.GivenUp, connection.Abortion));
        Assert.Equal([0, 1, 2, 3], harness.Record.Connections.Select(connection => connection.Attempt));
        Assert.True(harness.HasEnded);
    }

    [Fact]
    public void Connection_that_fails_is_opened_again_at_once_and_its_wait_goes_on()
    {
        var harness = new FlowHarness(Hop).Bulk(new BulkPlan { OpenerSends = false }, persistence: new Persistence(null, 1)).Run(2);
        harness.Chains[0].Client.Fail(harness.Scheduler.Now, AbortReason.TimedOut);
        harness.Run(4);

        var (first, second) = (harness.Record.Connections[0], harness.Record.Connections[1]);
        Assert.Equal(AbortReason.TimedOut, first.Abortion);
        Assert.Equal(2, second.OpenedAt.Seconds);
        Assert.True(second.Bytes > 0);

        // From the last byte of the one to the first byte of the other: a handshake, and the way of the first byte.
        var gap = harness.Record.LongestPause(harness.Scheduler.Now);
        Assert.Equal((first.LastByteAt, second.FirstByteAt), (gap.From, gap.To));
    }

    [Fact]
    public void Transfer_that_another_connection_completes_is_measured_to_its_last_byte()
    {
        var harness = new FlowHarness(Hop).Bulk(new BulkPlan { OpenerSends = false, Length = 1_000_000 }, persistence: new Persistence(null, 1)).Run(0.1);
        harness.Chains[0].Client.Fail(harness.Scheduler.Now, AbortReason.TimedOut);
        harness.Run(60);

        Assert.Equal((2, 1), (harness.Record.Connections.Count, harness.Record.Completed));
        Assert.Equal(harness.Record.Connections[1].LastByteAt, harness.Record.MeasuredUntil(Instant.FromSeconds(60)));
    }

    [Fact]
    public void Connection_on_which_something_arrives_every_now_and_then_is_not_given_up()
    {
        var harness = new FlowHarness(Hop).Bulk(new BulkPlan { OpenerSends = false, StopAfter = Duration.FromSeconds(5) }, persistence: new Persistence(Duration.FromSeconds(1), 1)).Run(10);

        Assert.True(harness.Connection.IsComplete);
    }
}
