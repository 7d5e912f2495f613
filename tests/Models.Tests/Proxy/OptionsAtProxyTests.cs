using Mpsim.Models.Proxy;
using Mpsim.Models.Tests.Mptcp;
using Mpsim.Models.Wire.Tcp;

namespace Mpsim.Models.Tests.Proxy;

/// <summary>Requirements m3 to m6 of draft-deng-mptcp-proxy-01: options that are not MPTCP's.</summary>
public sealed class OptionsAtProxyTests
{
    private static readonly PathSpec[] TwoPaths = [new(10, 10), new(20, 25)];
    private static readonly ProxySettings Transparent = new() { Mode = ProxyMode.Transparent };

    [Fact]
    public void Unknown_options_of_syn_and_answer_pass()
    {
        var pair = new MptcpPair(TwoPaths, proxy: Transparent);
        AddToSyns(pair, new SegmentOptions { Unknown = [new UnknownOption(253, [0x12, 0x34])] });
        var (ue, server) = pair.Connect(100_000, 100_000);
        pair.Drain();
        Assert.Equal((1, 100_000, 100_000), (pair.Proxy!.SessionsTakenOver, ue.Read, server.Read));
        Assert.All(pair.ServerTap.Trace.Where(t => t.ToServer && t.Segment.Has(TcpFlags.Syn)), HasUnknown);
        Assert.All(pair.Tap.Trace.Where(t => !t.ToServer && t.Segment.Has(TcpFlags.Syn) && t.Destination == ue.Socket!.Local), HasUnknown);
        static void HasUnknown(TappedPacket packet) => Assert.Equal(253, Assert.Single(packet.Segment.Options!.Unknown).Kind);
    }

    [Fact]
    public void Answer_without_room_for_mp_capable_passes_and_the_session_stays_plain_tcp()
    {
        var pair = new MptcpPair(TwoPaths, proxy: Transparent);
        AddToSyns(pair, new SegmentOptions { Unknown = [new UnknownOption(253, new byte[10])] }, syn: false);
        var (ue, server) = pair.Connect(100_000, 100_000);
        pair.Drain();
        Assert.Equal((0, 100_000, 100_000), (pair.Proxy!.SessionsTakenOver, ue.Read, server.Read));
        Assert.Equal(["session-passed"], pair.Events.Kinds("proxy"));
        Assert.NotNull(ue.Connection.FallbackReason);
        TransparentModeTests.AssertIdenticalOnBothSides(pair, _ => true);
    }

    [Theory]
    [InlineData(ProxyMode.TakeOver)]
    [InlineData(ProxyMode.Transparent)]
    public void Session_under_tcp_ao_passes_untouched_in_every_mode(ProxyMode mode)
    {
        var pair = new MptcpPair([new(10, 10)], proxy: new ProxySettings { Mode = mode, LargestMss = 1200 });
        var signature = new TcpAuthentication(new byte[14]);
        AddToSyns(pair, new SegmentOptions { Authentication = signature });
        var (ue, server) = pair.Connect(100_000, 100_000);
        pair.Drain();
        Assert.Equal((0, 100_000, 100_000), (pair.Proxy!.SessionsTakenOver, ue.Read, server.Read));
        Assert.Equal(["session-passed"], pair.Events.Kinds("proxy"));
        TransparentModeTests.AssertIdenticalOnBothSides(pair, _ => true);
    }

    /// <summary>A box on the way signs the SYNs alone, and what follows is the M-Server's all the same: not a stranger's, nor ahead of a cookie.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Session_that_passed_for_its_signature_goes_on_with_its_server(bool pool)
    {
        var proxy = new ProxySettings { IsInPool = pool, Protection = new ProtectionSettings { SynBacklog = 0 } };
        var pair = new MptcpPair([new(10, 10)], server: MptcpPair.Mptcp(0), proxy: proxy);
        pair.Connect(1_000, 1_000);
        pair.RunUntil(1);
        AddToSyns(pair, new SegmentOptions { Authentication = new TcpAuthentication(new byte[2]) });
        var (ue, server) = pair.Connect(100_000, 100_000);
        pair.Drain();
        Assert.Equal((1, 100_000, 100_000), (pair.Proxy!.SessionsTakenOver, ue.Read, server.Read));
        Assert.Null(ue.Connection.FallbackReason);
    }

    [Theory]
    [InlineData(ProxyMode.TakeOver)]
    [InlineData(ProxyMode.Transparent)]
    [InlineData(ProxyMode.Forward)]
    public void Session_whose_segments_are_signed_by_tcp_md5_passes(ProxyMode mode)
    {
        // Devices beside the ends sign what leaves, and take the signature off what comes. It has no room beside timestamps and MP_CAPABLE, nor beside a full segment.
        var ue = MptcpPair.Mptcp(1);
        var pair = new MptcpPair([new(10, 10)], ue with { Tcp = ue.Tcp with { Timestamps = false, Mtu = 1400 } }, MptcpPair.Plain with { Tcp = MptcpPair.Plain.Tcp with { Mtu = 1400 } }, proxy: new ProxySettings { Mode = mode });
        var signed = 0;
        pair.Tap.Filter = packet => Sign(packet, packet.IsToServer());
        pair.ServerTap.Filter = packet => Sign(packet, !packet.IsToServer());
        var (client, server) = pair.Connect(100_000, 100_000);
        pair.Drain();

        Assert.Equal((0, 100_000, 100_000), (pair.Proxy!.SessionsTakenOver, client.Read, server.Read));
        Assert.InRange(signed, 150, int.MaxValue);
        Assert.Equal(mode == ProxyMode.Forward ? [] : ["session-passed"], pair.Events.Kinds("proxy"));

        bool Sign(Models.Wire.Packet packet, bool leaves)
        {
            signed += leaves ? 1 : 0;
            packet.Segment.Options = (packet.Segment.Options ?? new SegmentOptions()) with { Unknown = leaves ? [new UnknownOption(SegmentOptions.Md5Signature, new byte[16])] : [] };
            packet.Measure();
            return true;
        }
    }

    [Theory]
    [InlineData(ProxyMode.Forward)]
    [InlineData(ProxyMode.Transparent)]
    public void Segment_size_is_lowered_in_syns_where_that_is_asked_for_and_nothing_else_is(ProxyMode mode)
    {
        var pair = new MptcpPair(TwoPaths, server: MptcpPair.Mptcp(0), proxy: new ProxySettings { Mode = mode, LargestMss = 1200 });
        var (ue, server) = pair.Connect(300_000, 300_000);
        pair.Drain();
        Assert.Equal((300_000, 300_000), (ue.Read, server.Read));
        var passed = pair.Tap.Trace.Where(t => !t.ToServer).Concat(pair.ServerTap.Trace.Where(t => t.ToServer)).ToArray();
        Assert.All(passed.Where(t => t.Segment.Has(TcpFlags.Syn)), t => Assert.Equal((ushort)1200, t.Segment.Options!.MaximumSegmentSize));
        Assert.InRange(passed.Max(t => t.Segment.PayloadLength + t.Segment.OptionsLength()), 1, 1200);
        TransparentModeTests.AssertIdenticalOnBothSides(pair, t => !t.Segment.Has(TcpFlags.Syn));
    }

    /// <summary>Devices beside the UE and beside the server add options to SYNs that leave them.</summary>
    private static void AddToSyns(MptcpPair pair, SegmentOptions added, bool syn = true)
    {
        pair.Tap.RecordsWhatLeaves = pair.ServerTap.RecordsWhatLeaves = true;
        pair.Tap.Filter = packet => !syn || !packet.IsToServer() || Add(packet, added);
        pair.ServerTap.Filter = packet => packet.IsToServer() || Add(packet, added);
    }

    private static bool Add(Models.Wire.Packet packet, SegmentOptions added)
    {
        if (packet.Segment.Has(TcpFlags.Syn))
        {
            packet.Segment.Options = packet.Segment.Options! with { Unknown = added.Unknown, Authentication = added.Authentication };
            packet.Measure();
        }

        return true;
    }
}
