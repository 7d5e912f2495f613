using Mpsim.Models.Hosts;
using Mpsim.Models.Mptcp;
using Mpsim.Models.Units;
using Mpsim.Models.Wire.Tcp;

namespace Mpsim.Models.Tests.Mptcp;

/// <summary>A path that drops SYNs with MPTCP: RFC 8684 section 3.7 falls back to plain TCP "after some number of attempts".</summary>
public sealed class BlackholeTests
{
    [Fact]
    public void Syn_is_repeated_twice_with_mptcp_and_then_without()
    {
        var pair = Blackhole();
        var (ue, server) = pair.Connect(100_000, 100_000);
        pair.Drain();
        var syns = pair.Tap.Trace.Where(t => t.Segment.Flags == TcpFlags.Syn).ToArray();
        Assert.Equal([true, true, true, false], syns.Select(t => t.Segment.HasMptcp()));
        Assert.Equal([0, 1, 3, 7], syns.Select(t => Math.Round(t.At.Seconds)));
        Assert.Equal("no SYN with MPTCP was answered", ue.Connection.FallbackReason);
        Assert.IsType<TcpSocket>(server.Socket);
        Assert.Equal((100_000, 100_000), (ue.Read, server.Read));
    }

    [Fact]
    public void Blackhole_is_remembered_and_forgotten_after_a_time_that_doubles()
    {
        var pair = Blackhole(s => s with { BlackholeTimeout = Duration.FromSeconds(10) });
        Assert.Equal(3, MptcpSynsOfAConnection(pair));
        Assert.Equal(0, MptcpSynsOfAConnection(pair));
        pair.RunUntil(pair.Scheduler.Now.Seconds + 10);
        Assert.Equal(3, MptcpSynsOfAConnection(pair));
        pair.RunUntil(pair.Scheduler.Now.Seconds + 10);
        Assert.Equal(0, MptcpSynsOfAConnection(pair));
        pair.RunUntil(pair.Scheduler.Now.Seconds + 10);
        Assert.Equal(3, MptcpSynsOfAConnection(pair));
    }

    [Fact]
    public void Blackhole_is_not_remembered_where_it_is_not_to_be()
    {
        var pair = Blackhole(s => s with { BlackholeTimeout = Duration.Zero });
        Assert.Equal(3, MptcpSynsOfAConnection(pair));
        Assert.Equal(3, MptcpSynsOfAConnection(pair));
    }

    [Fact]
    public void Server_that_answers_nothing_is_no_blackhole()
    {
        var pair = new MptcpPair([new(10, 10) { Outages = [(0, 200)] }]);
        pair.Connect(1_000, 1_000);
        pair.RunUntil(250);
        var (ue, server) = pair.Connect(1_000, 1_000);
        pair.RunUntil(260);
        Assert.Null(ue.Connection.FallbackReason);
        Assert.Equal((1_000, 1_000), (ue.Read, server.Read));
    }

    [Fact]
    public void Answer_with_mptcp_that_comes_after_the_plain_syn_leads_to_plain_tcp_at_both_ends()
    {
        var pair = new MptcpPair([new(10, 10)]);

        // SYN/ACKs are held back until the UE has given up on MPTCP.
        pair.Tap.Filter = p => p.IsToServer() || pair.Scheduler.Now.Seconds > 7;
        var (ue, server) = pair.Connect(100_000, 100_000);
        pair.Drain();
        Assert.Equal((MptcpPhase.Closed, MptcpPhase.Closed), (ue.Connection.Phase, server.Connection.Phase));
        Assert.NotNull(server.Connection.FallbackReason);
        Assert.Equal((100_000, 100_000), (ue.Read, server.Read));
    }

    private static MptcpPair Blackhole(Func<MptcpSettings, MptcpSettings>? change = null)
    {
        var pair = new MptcpPair([new(10, 10)], MptcpPair.Mptcp(1, change: change));
        pair.Tap.Filter = p => !(p.Segment.Flags == TcpFlags.Syn && p.Segment.HasMptcp());
        return pair;
    }

    private static int MptcpSynsOfAConnection(MptcpPair pair)
    {
        pair.Tap.Trace.Clear();
        var (ue, server) = pair.Connect(1_000, 1_000);
        pair.RunUntil(pair.Scheduler.Now.Seconds + 9);
        Assert.Equal((1_000, 1_000), (ue.Read, server.Read));
        return pair.Tap.Trace.Count(t => t.Segment.Flags == TcpFlags.Syn && t.Segment.HasMptcp());
    }
}
