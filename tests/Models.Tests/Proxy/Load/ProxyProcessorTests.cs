using Mpsim.Models.Proxy;
using Mpsim.Models.Proxy.Load;
using Mpsim.Models.Tests.Mptcp;
using Mpsim.Models.Units;
using Mpsim.Models.Wire.Mptcp;

namespace Mpsim.Models.Tests.Proxy.Load;

/// <summary>Requirement m7 of draft-deng-mptcp-proxy-01: what the work of a proxy takes.</summary>
public sealed class ProxyProcessorTests
{
    private static readonly PathSpec[] TwoPaths = [new(10, 10), new(20, 25)];

    private static readonly ProcessingCosts Free = new()
    {
        Forward = Duration.Zero,
        Terminate = Duration.Zero,
        Session = Duration.Zero,
        Join = Duration.Zero,
        Crypto = Duration.Zero,
        Refuse = Duration.Zero,
    };

    [Theory]
    [InlineData(0, 0)]
    [InlineData(5, 0)]
    [InlineData(5, 2)]
    public void Ue_waits_for_what_taking_its_session_over_takes(double session, double crypto)
    {
        var costs = Free with { Session = Duration.FromMilliseconds(session), Crypto = Duration.FromMilliseconds(crypto) };
        var (free, loaded) = (ConnectedAfter(null), ConnectedAfter(costs));

        // Two keys are hashed for a session.
        Assert.Equal(session + 2 * crypto, loaded - free, 6);
    }

    [Fact]
    public void Each_packet_in_and_out_takes_its_time_once()
    {
        var pair = Pair(new ProcessingCosts { Cores = 3 }, ues: 4);
        var peers = Enumerable.Range(0, 4).Select(ue => pair.Connect(50_000, 300_000, ue: ue)).ToArray();
        pair.Drain();
        Assert.All(peers, peer => Assert.Equal((300_000, 50_000), (peer.Ue.Read, peer.Server.Read)));
        var processor = pair.Proxy!.Processor!;
        Assert.Equal((4, 4), (processor.Of(ProxyWork.Session).Times, processor.Of(ProxyWork.Join).Times));

        // The taps see each packet on its way to the proxy and from it.
        Assert.Equal(pair.Tap.Trace.Count + pair.ServerTap.Trace.Count, processor.Of(ProxyWork.Terminate).Times);
        Assert.Equal((0, 0), (processor.Of(ProxyWork.Forward).Times, processor.Waiting));
        Assert.Equal(processor.Busy, Enum.GetValues<ProxyWork>().Aggregate(Duration.Zero, (sum, work) => sum + processor.Of(work).Time));
    }

    [Fact]
    public void Core_that_has_no_more_time_bounds_the_rate_and_drops_what_finds_its_queue_full()
    {
        // A packet in and one out for each of data; acknowledgements both ways besides.
        var pair = Pair(Free with { Terminate = Duration.FromMilliseconds(1), QueueLimit = 20 });
        var (ue, _) = pair.Connect(0, 2_000_000);
        pair.RunUntil(4);
        var processor = pair.Proxy!.Processor!;
        Assert.InRange(ue.Read, 200_000, 4 * 500 * 1460);
        Assert.True(processor.Dropped.Packets > 0);
        Assert.Equal(21, processor.PeakWaiting);
        Assert.InRange(processor.Busy.Seconds, 3, 4.1);
        pair.Drain();
        Assert.Equal(2_000_000, ue.Read);
    }

    [Fact]
    public void More_cores_do_more_at_once()
    {
        long ReadWith(int cores)
        {
            var pair = Pair(Free with { Terminate = Duration.FromMilliseconds(1), Cores = cores }, ues: 6);
            var peers = Enumerable.Range(0, 6).Select(ue => pair.Connect(0, 50_000_000, ue: ue)).ToArray();
            pair.RunUntil(3);
            return peers.Sum(peer => peer.Ue.Read);
        }

        Assert.InRange((double)ReadWith(16) / ReadWith(1), 2.5, 8);
    }

    [Theory]
    [InlineData(1, null, null, ProxyRefusal.Sessions)]
    [InlineData(null, 100_000L, null, ProxyRefusal.Memory)]
    [InlineData(null, null, 0.5, ProxyRefusal.Load)]
    public void Session_for_which_there_is_no_room_passes_and_is_plain_tcp_at_an_n_server(int? sessions, long? memory, double? admitBelow, ProxyRefusal reason)
    {
        var costs = Free with { Sessions = sessions, Memory = memory, AdmitBelow = admitBelow, Terminate = Duration.FromMicroseconds(admitBelow is null ? 0 : 900) };
        var pair = Pair(costs);
        var (first, _) = pair.Connect(0, 1_000_000);
        StreamPeer? second = null;
        StreamPeer? third = null;
        pair.At(0.5, () => (second, _) = pair.Connect(0, 100_000));
        pair.At(100, () => (third, _) = pair.Connect(0, 100_000));
        pair.Drain();
        Assert.Equal((1_000_000, 100_000, 100_000), (first.Read, second!.Read, third!.Read));
        Assert.Equal((2, 1, 1), (pair.Proxy!.SessionsTakenOver, pair.Proxy.SessionsRefused, pair.Proxy.RefusalsFor(reason)));
        Assert.NotNull(second.Connection.FallbackReason);
        Assert.Null(third.Connection.FallbackReason);
    }

    [Fact]
    public void Session_left_to_an_m_server_takes_only_what_forwarding_takes()
    {
        var pair = new MptcpPair(TwoPaths, server: MptcpPair.Mptcp(0), proxy: new ProxySettings { Mode = ProxyMode.Transparent, Costs = new ProcessingCosts() });
        var (ue, _) = pair.Connect(0, 200_000);
        pair.Drain();
        Assert.Equal(200_000, ue.Read);
        var processor = pair.Proxy!.Processor!;
        Assert.Equal((0, 0, 0), (processor.Of(ProxyWork.Terminate).Times, processor.Of(ProxyWork.Session).Times, processor.Of(ProxyWork.Join).Times));
        Assert.Equal(pair.Tap.Trace.Count, processor.Of(ProxyWork.Forward).Times);
    }

    [Theory]
    [InlineData(ProxyMode.TakeOver)]
    [InlineData(ProxyMode.Transparent)]
    public void Session_is_counted_once_in_either_mode(ProxyMode mode)
    {
        var pair = new MptcpPair(TwoPaths, proxy: new ProxySettings { Mode = mode, Costs = new ProcessingCosts() });
        pair.Connect(0, 200_000);
        pair.Drain();
        Assert.Equal((1, 1), (pair.Proxy!.Processor!.Of(ProxyWork.Session).Times, pair.Proxy.Processor.Of(ProxyWork.Join).Times));
    }

    [Fact]
    public void Join_that_names_no_session_takes_a_look_up_and_an_answer_and_nothing_more()
    {
        var pair = Pair(Free with { Refuse = Duration.FromMicroseconds(3), Crypto = Duration.FromMilliseconds(50), Session = Duration.FromMilliseconds(1) });
        pair.Tap.Filter = p =>
        {
            if (p.Segment.Options?.MpJoin is { Kind: MpJoinKind.Syn } join)
            {
                p.Segment.Options = p.Segment.Options with { MpJoin = join with { Token = join.Token + 1 } };
            }

            return true;
        };
        pair.Connect(0, 100_000);
        pair.Drain();
        var refused = pair.Proxy!.Processor!.Of(ProxyWork.Refuse);
        Assert.Equal(pair.Proxy.RefusalsFor(ProxyRefusal.UnknownToken), refused.Times);
        Assert.True(refused.Times >= 1);
        Assert.Equal(Duration.FromMicroseconds(3), refused.Mean);
    }

    [Fact]
    public void Join_with_a_wrong_proof_is_refused_after_its_hmac()
    {
        var pair = Pair(Free with { Crypto = Duration.FromMicroseconds(7) });
        pair.Tap.Filter = p =>
        {
            if (p.Segment.Options?.MpJoin is { Kind: MpJoinKind.Ack } join)
            {
                p.Segment.Options = p.Segment.Options with { MpJoin = join with { Hmac = [.. join.Hmac.Select(octet => (byte)(octet ^ 1))] } };
            }

            return true;
        };
        var (ue, _) = pair.Connect(0, 100_000);
        pair.Drain();
        Assert.Equal(100_000, ue.Read);
        Assert.True(pair.Proxy!.RefusalsFor(ProxyRefusal.BadHmac) >= 1);

        // The keys of the session, then for each join the answer and the proof.
        var processor = pair.Proxy.Processor!;
        Assert.Equal(Duration.FromMicroseconds(7) * (2 + processor.Of(ProxyWork.Join).Times + pair.Proxy.RefusalsFor(ProxyRefusal.BadHmac)), processor.Busy);
    }

    private static MptcpPair Pair(ProcessingCosts? costs, int ues = 1) => new(TwoPaths, proxy: new ProxySettings { Costs = costs }, ues: ues, ueSettings: ProxyNodeTests.AllPaths);

    private static double ConnectedAfter(ProcessingCosts? costs)
    {
        var pair = Pair(costs);
        var (ue, _) = pair.Connect(0, 1_000);
        pair.Drain();
        return ue.ConnectedAt.Seconds * 1e3;
    }
}
