using Mpsim.Models.Hosts;
using Mpsim.Models.Mptcp;
using Mpsim.Models.Mptcp.Scheduling;

namespace Mpsim.Models.Tests.Mptcp;

/// <summary>The scheduler of Linux, and its way of telling that a subflow is stale.</summary>
public sealed class LinuxSchedulerTests
{
    private static readonly HostSettings Linux = MptcpPair.Mptcp(2, change: s => s with { Scheduler = () => new LinuxScheduler(), StaleLossCount = 4 });

    [Fact]
    public void Burst_of_two_fragments_goes_to_one_subflow_and_waits_there()
    {
        var pair = new MptcpPair([new(10, 20), new(10, 20)], Linux);
        var (ue, server) = pair.Connect(up: 300_000, ofUe: p => p.WritesAtOnce = false);
        pair.RunUntil(1);

        ue.WriteSome(300_000);
        Assert.Equal(2 * LinuxScheduler.Fragment, ue.Subflow(0).BytesScheduled);
        Assert.Equal(10, ue.Subflow(0).Tcp.Outstanding);
        Assert.Equal((2 * LinuxScheduler.Fragment) - (10 * 1420), ue.Subflow(0).Tcp.Unsent);
        pair.RunUntil(3);
        Assert.Equal(3 * LinuxScheduler.Fragment, server.Read);
    }

    [Fact]
    public void Next_burst_goes_where_the_last_one_will_be_done_first()
    {
        var pair = new MptcpPair([new(2, 20), new(20, 20)], Linux);
        var (ue, _) = pair.Connect(up: 8_000_000, ofUe: p => p.ClosesWhenWritten = false);
        pair.RunUntil(8);

        // 2 of 22 Mbit/s.
        var slow = (double)ue.Subflow(0).BytesScheduled / (ue.Subflow(0).BytesScheduled + ue.Subflow(1).BytesScheduled);
        Assert.InRange(slow, 0.06, 0.16);
    }

    [Fact]
    public void Waits_for_the_subflow_that_is_done_first_while_its_send_buffer_is_full()
    {
        var pair = new MptcpPair([new(10, 5), new(10, 5)], Linux);
        var (ue, _) = pair.Connect(up: 1 << 30, ofUe: p => p.ClosesWhenWritten = false);
        for (var i = 0; i < 200; i++)
        {
            pair.RunUntil(2 + (i * 0.013));
            Assert.All(ue.Connection.Subflows, s => Assert.True(s.Tcp.SendBufferUsed <= s.Tcp.SendBufferLimit + LinuxScheduler.Fragment));
        }
    }

    [Fact]
    public void Silent_path_is_stale_after_five_checks_and_its_data_come_by_the_other()
    {
        var pair = new MptcpPair([new(10, 10) { Outages = [(3, 8)] }, new(10, 20)], Linux);
        var (ue, server) = pair.Connect(up: 1 << 30, ofUe: p => p.ClosesWhenWritten = false);
        pair.RunUntil(3.8);

        // The first retransmission timeout of the path has passed, and says nothing.
        Assert.True(ue.Subflow(0).Tcp.Timeouts > 0);
        Assert.False(ue.Subflow(0).IsStale);
        var stalled = server.Read;
        pair.RunUntil(6);
        Assert.True(ue.Subflow(0).IsStale);
        Assert.True(ue.Connection.Reinjected > 0);
        Assert.True(server.Read > stalled + 1_000_000, $"{server.Read - stalled}");

        // Once it answers a retransmission it is used again.
        pair.RunUntil(16);
        Assert.False(ue.Subflow(0).IsStale);
        Assert.False(ue.Subflow(1).IsStale);
    }

    [Fact]
    public void Idle_subflow_repeats_the_first_fragment_when_the_timer_fires()
    {
        // Too little for the sender to run out of checks: the other path is idle long before the fifth.
        var pair = new MptcpPair([new(10, 10) { Outages = [(1, 60)] }, new(10, 20)], Linux);
        var (ue, server) = pair.Connect(up: 60_000, ofUe: p => (p.WritesAtOnce, p.ClosesWhenWritten) = (false, false));
        pair.At(1.1, () => ue.WriteSome(60_000));
        pair.RunUntil(2.5);

        Assert.Equal(60_000, server.Read);
        Assert.Equal(60_000, ue.Connection.Reinjected);
        Assert.True(ue.Subflow(0).Tcp.Outstanding > 0);
    }

    [Fact]
    public void Join_that_is_refused_has_lost_nothing()
    {
        var pair = new MptcpPair([new(10, 20), new(10, 10)], Linux);
        pair.Tap.Filter = p =>
        {
            if (p.Segment.Options?.MpJoin is { } join)
            {
                p.Segment.Options = p.Segment.Options with { MpJoin = join with { Token = join.Token ^ 1 } };
            }

            return true;
        };
        var (ue, server) = pair.Connect(up: 1_000_000);
        pair.RunUntil(5);
        Assert.Equal(SubflowPhase.Closed, ue.Subflow(1).Phase);
        Assert.Equal((1_000_000, 0), (server.Read, ue.Connection.Reinjected));
    }

    [Fact]
    public void Small_segment_that_waits_leaves_when_nagle_is_switched_off()
    {
        var (pair, ue, server) = TwoSmallWrites();
        pair.At(1.005, () => ue.Connection.NoDelay = true);
        pair.At(1.005, () => ue.WriteSome(0));
        pair.RunUntil(1.04);
        Assert.Equal(200, server.Read);
    }

    [Fact]
    public void Small_segment_waits_for_the_cork_to_be_pulled_or_for_a_timeout()
    {
        var pair = new MptcpPair([new(10, 20)], Linux);
        var (ue, server) = pair.Connect(up: 1_000, ofUe: p => (p.WritesAtOnce, p.ClosesWhenWritten) = (false, false));
        pair.At(1, () => ue.Connection.Cork = true);
        pair.At(1, () => ue.WriteSome(100));
        pair.RunUntil(1.1);
        Assert.Equal(0, server.Read);
        pair.RunUntil(1.5);
        Assert.Equal(100, server.Read);
        pair.At(2, () => ue.WriteSome(100));
        pair.At(2.05, () => ue.Connection.Cork = false);
        pair.At(2.05, () => ue.WriteSome(0));
        pair.RunUntil(2.1);
        Assert.Equal(200, server.Read);
    }

    private static (MptcpPair Pair, StreamPeer Ue, StreamPeer Server) TwoSmallWrites()
    {
        var pair = new MptcpPair([new(10, 20)], Linux);
        var (ue, server) = pair.Connect(up: 1_000, ofUe: p => (p.WritesAtOnce, p.ClosesWhenWritten) = (false, false));
        pair.At(1, () => ue.WriteSome(100));
        pair.At(1.001, () => ue.WriteSome(100));
        return (pair, ue, server);
    }

    [Fact]
    public void Last_small_segment_waits_for_the_small_one_before_it()
    {
        var (pair, ue, server) = TwoSmallWrites();
        pair.RunUntil(1.01);
        Assert.Equal(1, ue.Subflow(0).Tcp.Outstanding);
        Assert.Equal(100, ue.Subflow(0).Tcp.Unsent);
        pair.RunUntil(2);
        Assert.Equal(200, server.Read);
    }
}
