using Mpsim.Models.Hosts;
using Mpsim.Models.Mptcp;
using Mpsim.Models.Mptcp.Paths;
using Mpsim.Models.Wire;
using Mpsim.Models.Wire.Mptcp;
using Mpsim.Models.Wire.Tcp;

namespace Mpsim.Models.Tests.Mptcp;

public sealed class AddAddressTests
{
    private static readonly PathSpec[] OnePath = [new(10, 10)];

    [Fact]
    public void Announcement_and_echo_are_pure_acknowledgements_without_dss()
    {
        var pair = Pair();
        var (ue, server) = pair.Connect(1_000_000, 1_000_000);
        pair.Drain();
        var sent = pair.Tap.Trace.Where(t => t.Segment.Options?.AddAddress is not null).ToArray();
        Assert.Equal(2, sent.Length);
        Assert.All(sent, t => Assert.Equal((TcpFlags.Ack, 0, false), (t.Segment.Flags, (int)t.Segment.PayloadLength, t.Segment.HasDss)));
        Assert.Equal(0, server.Connection.UnansweredAnnouncements);
        Assert.Equal((1_000_000, 1_000_000), (ue.Read, server.Read));
    }

    [Fact]
    public void Announcement_completes_the_handshake_of_an_opener_that_has_seen_no_dss()
    {
        var pair = Pair();
        var (ue, _) = pair.Connect(0, 0, ofUe: p => p.ClosesWhenWritten = false, ofServer: p => p.ClosesWhenWritten = false);
        pair.RunUntil(1);
        Assert.Equal(MptcpPhase.FullyEstablished, ue.Connection.Phase);
        Assert.Equal(MptcpPair.ServerAddress(1), ue.Subflow(1).Remote.Address);
        Assert.Null(ue.Connection.FallbackReason);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Lost_announcement_or_echo_is_made_good_by_a_repetition_after_the_retransmission_timeout(bool echo)
    {
        var pair = Pair();
        pair.Tap.Filter = WireActs.Drop(p => p.Segment.Options?.AddAddress is { } address && address.Echo == echo, 1);
        var (ue, server) = pair.Connect(2_000_000, 2_000_000);
        pair.Drain();
        var sent = Announcements(pair);
        Assert.Equal(2, sent.Length);
        Assert.InRange((sent[1] - sent[0]), 0.2, 1.2);
        Assert.Equal(0, server.Connection.UnansweredAnnouncements);
        Assert.Equal(MptcpPair.ServerAddress(1), ue.Subflow(1).Remote.Address);
        Assert.Equal(2, ue.Connection.Subflows.Count);
    }

    [Fact]
    public void Announcement_that_is_never_echoed_is_repeated_three_times_at_doubling_intervals()
    {
        var pair = Pair();
        pair.Tap.Filter = p => p.Segment.Options?.AddAddress is not { Echo: false };
        var (_, server) = pair.Connect(0, 0, ofUe: p => p.ClosesWhenWritten = false, ofServer: p => p.ClosesWhenWritten = false);
        pair.RunUntil(600);
        var sent = Announcements(pair);
        Assert.Equal(4, sent.Length);
        Assert.Equal(2, (sent[3] - sent[2]) / (sent[2] - sent[1]), 2);
        Assert.Equal(0, server.Connection.UnansweredAnnouncements);
    }

    [Fact]
    public void Interval_is_at_most_the_one_that_is_set()
    {
        var pair = Pair(change: s => s with { AddAddressTimeout = Units.Duration.FromMilliseconds(50) });
        pair.Tap.Filter = p => p.Segment.Options?.AddAddress is not { Echo: false };
        pair.Connect(0, 0, ofUe: p => p.ClosesWhenWritten = false, ofServer: p => p.ClosesWhenWritten = false);
        pair.RunUntil(10);
        var sent = Announcements(pair);
        Assert.Equal(4, sent.Length);
        Assert.Equal(0.15, sent[3] - sent[0], 3);
    }

    [Fact]
    public void Announced_port_is_proved_by_the_hmac_and_joined()
    {
        var pair = Pair(port: 5001);
        var (ue, server) = pair.Connect(1_000_000, 1_000_000);
        pair.Drain();
        var option = pair.Tap.Trace.First(t => t.Segment.Options?.AddAddress is { Echo: false }).Segment;
        Assert.Equal((ushort)5001, option.Options!.AddAddress!.Port);
        Assert.Equal(MptcpCrypto.AddAddressHmac(server.Connection.LocalKey, server.Connection.RemoteKey, 7, MptcpPair.ServerAddress(1), 5001), option.Options.AddAddress.TruncatedHmac);
        Assert.True(option.OptionsLength() <= Segment.MaximumOptionsLength);
        Assert.Equal(new Endpoint(MptcpPair.ServerAddress(1), 5001), ue.Subflow(1).Remote);
        Assert.True(ue.Subflow(1).BytesReceived > 0 && server.Subflow(1).BytesReceived > 0);
    }

    [Fact]
    public void C_flag_keeps_joins_away_from_the_initial_address_and_lets_them_go_to_an_announced_one()
    {
        var pair = Pair(change: s => s with { JoinsToInitialAddress = false }, paths: 2);
        var (ue, server) = pair.Connect(2_000_000, 2_000_000);
        pair.Drain();
        var synAck = pair.Tap.Trace.First(t => t.Segment.Flags == (TcpFlags.Syn | TcpFlags.Ack));
        Assert.Equal(MpCapable.HmacSha256 | MpCapable.NoJoinToThisAddress, synAck.Segment.Options!.MpCapable!.Flags);
        Assert.DoesNotContain(pair.Tap.Trace, t => t.Segment.Options?.MpJoin is { Kind: MpJoinKind.Syn } && t.Destination.Address == MptcpPair.ServerAddress());
        Assert.Equal((MptcpPair.UeAddress(1), MptcpPair.ServerAddress(1)), (ue.Subflow(1).Local.Address, ue.Subflow(1).Remote.Address));
        Assert.True(server.Subflow(1).BytesReceived > 0);
    }

    [Fact]
    public void Join_to_an_initial_address_that_forbids_it_is_refused_as_prohibited()
    {
        var pair = Pair(change: s => s with { JoinsToInitialAddress = false }, paths: 2, signals: false);
        pair.Tap.Filter = p =>
        {
            if (p.Segment.Options is { MpCapable: { } capable } options && !p.IsToServer())
            {
                p.Segment.Options = options with { MpCapable = capable with { Flags = MpCapable.HmacSha256 } };
            }

            return true;
        };
        var (ue, server) = pair.Connect(1_000_000, 1_000_000);
        pair.Drain();
        Assert.Equal(new MpTcpRst(false, MpTcpRst.AdministrativelyProhibited), ue.Subflow(1).PeerReset);
        Assert.Equal((1_000_000, 1_000_000), (ue.Read, server.Read));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Of_many_addresses_two_are_announced_in_a_row_and_the_next_when_one_of_them_is_echoed_or_given_up(bool echoed)
    {
        PathEndpoint[] endpoints = [.. Enumerable.Range(1, 4).Select(i => new PathEndpoint((byte)(6 + i), MptcpPair.ServerAddress(i), PathEndpointFlags.Signal))];
        var settings = new MptcpSettings { PathManager = () => new InKernelPathManager(new PathManagerSettings(endpoints, 8, 0)) };
        var pair = new MptcpPair(OnePath, server: new HostSettings { SpeaksMptcp = true, Mptcp = settings }, serverAddresses: 5);
        if (!echoed)
        {
            pair.Tap.Filter = p => p.Segment.Options?.AddAddress is not { Echo: true };
        }

        pair.Connect(0, 0, ofUe: p => p.ClosesWhenWritten = false, ofServer: p => p.ClosesWhenWritten = false);
        pair.RunUntil(60);

        var said = pair.Tap.Trace.Where(t => t.Segment.Options?.AddAddress is { Echo: false }).ToArray();
        byte[] order = [.. said.Select(t => t.Segment.Options!.AddAddress!.AddressId).Distinct()];
        Assert.Equal<byte>([7, 8, 9, 10], [.. order.Order()]);
        var third = said.First(t => t.Segment.Options!.AddAddress!.AddressId == order[2]).At;
        Assert.Equal(echoed ? 2 : 8, said.Count(t => t.At < third));
    }

    private static double[] Announcements(MptcpPair pair) =>
        [.. pair.Tap.Trace.Where(t => t.Segment.Options?.AddAddress is { Echo: false }).Select(t => t.At.Seconds)];

    private static MptcpPair Pair(ushort? port = null, Func<MptcpSettings, MptcpSettings>? change = null, int paths = 1, bool signals = true)
    {
        PathEndpoint[] endpoints = signals ? [new PathEndpoint(7, MptcpPair.ServerAddress(1), PathEndpointFlags.Signal, port)] : [];
        var settings = new MptcpSettings { PathManager = () => new InKernelPathManager(new PathManagerSettings(endpoints, 8, 0)) };
        var server = new HostSettings { SpeaksMptcp = true, Mptcp = change is null ? settings : change(settings) };
        return new MptcpPair([.. Enumerable.Repeat(OnePath[0], paths)], server: server, serverAddresses: 2);
    }
}
