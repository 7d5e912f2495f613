using Mpsim.Models.Hosts;
using Mpsim.Models.Mptcp;
using Mpsim.Models.Wire.Tcp;

namespace Mpsim.Models.Tests.Mptcp;

public sealed class AbortTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Abort_resets_every_subflow_and_tells_the_peer_by_mp_fastclose(bool byUe)
    {
        var pair = new MptcpPair([new(10, 10), new(10, 25)]);
        var (ue, server) = pair.Connect(50_000_000, 50_000_000);
        pair.At(2, () => (byUe ? ue : server).Socket!.Abort());
        pair.RunUntil(2.5);
        var (aborter, other) = byUe ? (ue, server) : (server, ue);
        Assert.Equal(AbortReason.Reset, other.Aborted);
        Assert.Null(aborter.Aborted);
        var closes = pair.Tap.Trace.Where(t => t.Segment.Options?.MpFastclose is not null).ToArray();
        Assert.NotEmpty(closes);
        Assert.All(closes, t => Assert.Equal((byUe, other.Connection.LocalKey), (t.ToServer, t.Segment.Options!.MpFastclose!.ReceiverKey)));
        pair.Drain();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Abort_ends_the_peer_s_connection_also_when_it_arrives_on_one_subflow_only(int lost)
    {
        var pair = new MptcpPair([new(10, 10), new(10, 25)]);
        var (ue, server) = pair.Connect(0, 50_000_000);
        pair.Tap.Filter = p => !(p.IsOn(lost) && p.Segment.Has(TcpFlags.Rst) && p.IsToServer());
        pair.At(2, () => ue.Socket!.Abort());
        pair.RunUntil(2.5);
        Assert.Equal(AbortReason.Reset, server.Aborted);
        pair.Drain();
    }

    [Fact]
    public void Fastclose_with_a_wrong_key_is_only_a_reset_of_its_subflow()
    {
        var pair = new MptcpPair([new(10, 10), new(10, 25)]);
        pair.Tap.Filter = p =>
        {
            if (p.Segment.Options?.MpFastclose is { } close)
            {
                p.Segment.Options = p.Segment.Options with { MpFastclose = new Models.Wire.Mptcp.MpFastclose(close.ReceiverKey ^ 1) };
            }

            return true;
        };
        var (ue, server) = pair.Connect(0, 50_000_000);
        pair.At(2, () => ue.Socket!.Abort());
        pair.RunUntil(3);
        Assert.Null(server.Aborted);
        Assert.All(server.Connection.Subflows, s => Assert.Equal(SubflowPhase.Closed, s.Phase));
        pair.RunUntil(63);
        Assert.Equal(AbortReason.TimedOut, server.Aborted);
        pair.Drain();
    }

    [Fact]
    public void Refused_connection_is_reported_as_refused()
    {
        var pair = new MptcpPair([new(10, 10)]);
        var peer = new StreamPeer(pair, "up", 10, "down");
        peer.Socket = pair.Ue.Connect(MptcpPair.UeAddress(0), new Models.Wire.Endpoint(MptcpPair.ServerAddress(), 9), peer);
        pair.Drain();
        Assert.Equal(AbortReason.Refused, peer.Aborted);
        Assert.Equal(MptcpPhase.Closed, peer.Connection.Phase);
    }

    [Fact]
    public void Connection_that_nobody_answers_times_out()
    {
        var pair = new MptcpPair([new(10, 10) { Outages = [(0, 1000)] }, new(10, 10)]);
        var (ue, _) = pair.Connect(10, 10);
        pair.Drain();
        Assert.Equal(AbortReason.TimedOut, ue.Aborted);
    }
}
