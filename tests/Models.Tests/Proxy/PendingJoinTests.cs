using Mpsim.Models.Mptcp;
using Mpsim.Models.Proxy;
using Mpsim.Models.Proxy.Load;
using Mpsim.Models.Tests.Mptcp;
using Mpsim.Models.Wire;
using Mpsim.Models.Wire.Mptcp;
using Mpsim.Models.Wire.Tcp;

namespace Mpsim.Models.Tests.Proxy;

/// <summary>Joins that wait for their proof are connections in SYN-RECEIVED, and what comes for them is checked as there (RFC 9293 section 3.10.7.4, RFC 5961).</summary>
public sealed class PendingJoinTests
{
    private static readonly PathSpec[] TwoPaths = [new(10, 10), new(20, 25)];
    private static readonly SegmentOptions AnyProof = new() { MpJoin = new MpJoin(MpJoinKind.Ack, false, 0, 0, 0, new byte[20]) };

    /// <summary>The forged segment, by its flags and by how far its numbers are from the right ones, and what the proxy says to it.</summary>
    [Theory]
    [InlineData(TcpFlags.Rst, 500_000, 0, false, TcpFlags.None)]
    [InlineData(TcpFlags.Rst, 100, 0, false, TcpFlags.Ack)]
    [InlineData(TcpFlags.Ack, 0, 1, true, TcpFlags.Rst)]
    [InlineData(TcpFlags.Ack, 500_000, 0, true, TcpFlags.Ack)]
    [InlineData(TcpFlags.Ack, 0, 1, false, TcpFlags.Rst)]
    [InlineData(TcpFlags.Syn, 7, 0, false, TcpFlags.Ack)]
    public void Segment_that_tcp_would_not_take_leaves_the_join_alone(TcpFlags flags, int seqOff, int ackOff, bool proof, TcpFlags answer)
    {
        var pair = new MptcpPair(TwoPaths, proxy: Waiting);
        var (ue, server) = pair.Connect(500_000, 1_000_000);
        var seen = 0;
        BeforeProof(pair, ack =>
        {
            seen = pair.Tap.Trace.Count;
            ForgedSynTests.Forge(pair, ack.Source, ack.Destination, flags, ack.Segment.Seq + (uint)seqOff, ack.Segment.Ack + (uint)ackOff, proof ? AnyProof : null);
        });
        pair.Drain();

        Assert.Equal((2, 1_000_000, 500_000), (ue.Connection.Subflows.Count, ue.Read, server.Read));
        Assert.True(ue.Subflow(1).BytesReceived > 100_000);
        Assert.Equal(0, pair.Proxy!.RefusalsFor(ProxyRefusal.BadHmac));
        var first = pair.Tap.Trace.Skip(seen).First(t => !t.ToServer && t.Destination == ue.Subflow(1).Local);
        Assert.Equal(answer == TcpFlags.None ? TcpFlags.Ack : answer, first.Segment.Flags);
        Assert.Equal(answer is TcpFlags.None, first.Segment.HasDss);
    }

    [Fact]
    public void Rst_with_the_number_that_is_expected_takes_the_join_back()
    {
        var pair = new MptcpPair(TwoPaths, proxy: Waiting);
        var (ue, _) = pair.Connect(0, 100_000);
        BeforeProof(pair, ack => ForgedSynTests.Forge(pair, ack.Source, ack.Destination, TcpFlags.Rst, ack.Segment.Seq, 0, null), lets: false);
        pair.RunUntil(0.3);

        Assert.Equal((0, 0), (pair.Proxy!.JoinsPending, pair.Proxy.RefusalsFor(ProxyRefusal.BadHmac)));
        pair.Drain();
        Assert.Equal(100_000, ue.Read);
    }

    [Fact]
    public void Third_ack_without_its_option_is_answered_by_rst_with_reason_1()
    {
        var pair = new MptcpPair(TwoPaths, proxy: Waiting);
        pair.Tap.Filter = WireActs.Strip(p => p.IsFrom(1) && !p.Segment.Has(TcpFlags.Syn));
        var (ue, _) = pair.Connect(0, 100_000);
        pair.RunUntil(0.2);

        Assert.Equal((SubflowPhase.Closed, MpTcpRst.MptcpSpecificError, 0), (ue.Subflow(1).Phase, ue.Subflow(1).PeerReset!.Reason, pair.Proxy!.JoinsPending));
        pair.Drain();
        Assert.Equal(100_000, ue.Read);
    }

    [Fact]
    public void Joins_that_wait_at_the_same_time_come_under_the_limit_when_they_prove_their_keys()
    {
        var pair = new MptcpPair([new(10, 10), new(10, 10), new(10, 10), new(10, 10)], proxy: Waiting with { Limits = [new SessionLimit { Name = "all", SubflowsPerSession = 2 }] });
        var (ue, _) = pair.Connect(0, 1_000_000);
        pair.RunUntil(0.3);

        Assert.Equal(2, ue.Connection.Subflows.Count(subflow => subflow.Phase == SubflowPhase.Established));
        Assert.Equal(2, pair.Proxy!.SubflowsRefused);
        Assert.All(ue.Connection.Subflows.Where(subflow => subflow.Phase == SubflowPhase.Closed), subflow => Assert.Equal(MpTcpRst.LackOfResources, subflow.PeerReset!.Reason));
        pair.Drain();
        Assert.Equal(1_000_000, ue.Read);
    }

    private static ProxySettings Waiting => new() { Protection = new ProtectionSettings { PendingJoins = 10 } };

    /// <summary>Does something just before the first proof of the second path passes the tester.</summary>
    private static void BeforeProof(MptcpPair pair, Action<Packet> act, bool lets = true)
    {
        var done = false;
        pair.Tap.Filter = p =>
        {
            if (!p.IsFrom(1) || p.Segment.Options?.MpJoin is not { Kind: MpJoinKind.Ack })
            {
                return true;
            }

            if (!done)
            {
                done = true;
                act(p);
            }

            return lets;
        };
    }
}
