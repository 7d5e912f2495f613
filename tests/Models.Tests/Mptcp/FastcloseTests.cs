using Mpsim.Models.Hosts;
using Mpsim.Models.Mptcp;
using Mpsim.Models.Wire.Tcp;

namespace Mpsim.Models.Tests.Mptcp;

/// <summary>Option A of RFC 8684 section 3.5: MP_FASTCLOSE on an ACK; AbortTests has Option R.</summary>
public sealed class FastcloseTests
{
    private static readonly PathSpec[] TwoPaths = [new(10, 10), new(10, 25)];

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Fastclose_on_an_ack_is_answered_by_rst_and_ends_both_ends(bool byUe)
    {
        var pair = Pair();
        var (ue, server) = pair.Connect(50_000_000, 50_000_000);
        pair.At(2, () => (byUe ? ue : server).Socket!.Abort());
        pair.RunUntil(2.5);
        var (aborter, other) = byUe ? (ue, server) : (server, ue);
        Assert.Equal((null, AbortReason.Reset), (aborter.Aborted, other.Aborted));
        Assert.Equal((MptcpPhase.Closed, MptcpPhase.Closed), (aborter.Connection.Phase, other.Connection.Phase));
        var close = Assert.Single(pair.Tap.Trace, t => t.Segment.Options?.MpFastclose is not null);
        Assert.Equal((byUe, TcpFlags.Ack, other.Connection.LocalKey), (close.ToServer, close.Segment.Flags, close.Segment.Options!.MpFastclose!.ReceiverKey));
        Assert.Contains(pair.Tap.Trace, t => t.At > close.At && t.ToServer != byUe && t.Segment.Has(TcpFlags.Rst) && t.Source.Port == close.Destination.Port);
        pair.Drain();
    }

    [Fact]
    public void Fastclose_that_is_lost_is_repeated_after_the_retransmission_timeout()
    {
        var pair = Pair();
        pair.Tap.Filter = WireActs.Drop(p => p.Segment.Options?.MpFastclose is not null, 1, 2);
        var (ue, server) = pair.Connect(1_000, 1_000, ofUe: p => p.ClosesWhenWritten = false, ofServer: p => p.ClosesWhenWritten = false);
        pair.At(2, () => ue.Socket!.Abort());
        pair.RunUntil(10);
        Assert.Equal(3, pair.Tap.Trace.Count(t => t.Segment.Options?.MpFastclose is not null));
        Assert.Equal(AbortReason.Reset, server.Aborted);
        Assert.Equal((0, 0), (pair.Ue.Connections.Count, pair.Server.Connections.Count));
        pair.Drain();
    }

    [Fact]
    public void Fastclose_that_nobody_answers_is_given_up_after_three_repetitions()
    {
        var pair = Pair();
        pair.Tap.Filter = p => p.IsToServer() || pair.Scheduler.Now.Seconds < 2;
        var (ue, _) = pair.Connect(1_000, 1_000, ofUe: p => p.ClosesWhenWritten = false, ofServer: p => p.ClosesWhenWritten = false);
        pair.At(2, () => ue.Socket!.Abort());
        pair.RunUntil(30);
        Assert.Equal(4, pair.Tap.Trace.Count(t => t.Segment.Options?.MpFastclose is not null));
        Assert.Equal(MptcpPhase.Closed, ue.Connection.Phase);
        Assert.Null(ue.Aborted);
        pair.Drain(aborts: true);
    }

    [Fact]
    public void Both_ends_may_close_at_the_same_time()
    {
        var pair = Pair();
        var (ue, server) = pair.Connect(50_000_000, 50_000_000);
        pair.At(2, () =>
        {
            ue.Socket!.Abort();
            server.Socket!.Abort();
        });
        pair.RunUntil(3);
        Assert.Equal((null, null), (ue.Aborted, server.Aborted));
        Assert.Equal((MptcpPhase.Closed, MptcpPhase.Closed), (ue.Connection.Phase, server.Connection.Phase));
        pair.Drain();
    }

    private static MptcpPair Pair() => new(
        TwoPaths,
        MptcpPair.Mptcp(2, change: s => s with { FastcloseByAck = true }),
        MptcpPair.Mptcp(0, change: s => s with { FastcloseByAck = true }));
}
