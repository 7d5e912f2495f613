using Mpsim.Models.Hosts;
using Mpsim.Models.Network.Middleboxes;
using Mpsim.Models.Proxy;
using Mpsim.Models.Steering;
using Mpsim.Models.Tests.Mptcp;
using Mpsim.Models.Wire.Conversion;

namespace Mpsim.Models.Tests.Steering;

/// <summary>The two other ways of naming the server to a proxy, for comparison with Convert.</summary>
public sealed class SocksAndPlainModeTests
{
    private static readonly SocksCredentials Me = new("me", "secret");

    public static TheoryData<SteeringKind> Kinds => [SteeringKind.Socks5, SteeringKind.PlainMode];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Connection_has_both_paths_to_the_proxy_and_the_server_sees_plain_tcp(SteeringKind kind)
    {
        var pair = new SteeredPair();
        var (ue, server) = pair.Connect(Of(kind), up: 300_000, down: 2_000_000);
        pair.Drain();

        Assert.Equal((2_000_000, 300_000, true, true), (ue.Read, server.Read, ue.Closed, server.Closed));
        var connection = ((MptcpSocket)Assert.Single(pair.Sockets)).Connection;
        Assert.Equal(2, connection.Subflows.Count);
        Assert.All(connection.Subflows, subflow => Assert.True(subflow.BytesReceived > 400_000 && subflow.Remote.Address == SteeredPair.Converter.Address));
        Assert.IsType<TcpSocket>(server.Socket);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Refusal_by_the_server_is_the_client_s(SteeringKind kind)
    {
        var pair = new SteeredPair();
        var (ue, _) = pair.Connect(Of(kind), up: 100, listens: false);
        pair.Drain();

        Assert.Equal(AbortReason.Refused, ue.Aborted);
        Assert.Equal(0, pair.Pair.Proxy!.Sessions);
    }

    [Fact]
    public void Option_of_plain_mode_is_in_the_first_syn_only_and_the_server_does_not_see_it()
    {
        var pair = new SteeredPair();
        pair.Connect(SteeredPair.PlainMode, down: 100_000);
        pair.Drain();

        var syns = pair.Pair.Tap.Trace.Where(packet => packet.Segment.IsOpeningSyn).ToArray();
        Assert.Equal([true, false], syns.Select(packet => PlainMode.Find(packet.Segment.Options) is not null));
        Assert.Equal(MptcpPair.ServerAddress(), PlainMode.Find(syns[0].Segment.Options)!.Server.Address);
        Assert.All(pair.Pair.ServerTap.Trace, packet => Assert.Null(PlainMode.Find(packet.Segment.Options)));
    }

    [Theory]
    [InlineData("me", "secret", 1)]
    [InlineData("me", "guess", 2)]
    public void Socks_server_lets_in_who_knows_the_password_and_others_go_without(string user, string password, int sockets)
    {
        var pair = new SteeredPair(new ProxyServices { SocksPort = 1080, Credentials = Me });
        var (ue, server) = pair.Connect(SteeredPair.Socks5 with { Credentials = new SocksCredentials(user, password) }, up: 100, down: 100);
        pair.Drain();

        Assert.Equal((100, 100, sockets), (ue.Read, server.Read, pair.Sockets.Count));
    }

    [Fact]
    public void Socks_server_without_a_method_in_common_is_done_without()
    {
        var pair = new SteeredPair(new ProxyServices { SocksPort = 1080, Credentials = Me });
        var (ue, _) = pair.Connect(SteeredPair.Socks5, up: 100, down: 100);
        pair.Drain();

        Assert.Equal((100, 2), (ue.Read, pair.Sockets.Count));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Proxy_without_the_service_is_done_without_or_the_client_is_told(bool fallsBack)
    {
        var pair = new SteeredPair(new ProxyServices());
        var (ue, _) = pair.Connect(SteeredPair.Socks5 with { FallsBack = fallsBack }, up: 100, down: 100);
        pair.Drain();

        Assert.Equal(fallsBack ? null : AbortReason.Refused, ue.Aborted);
        Assert.Equal(fallsBack ? 100 : 0, ue.Read);
    }

    [Fact]
    public void Socks_messages_may_come_in_any_pieces()
    {
        var pair = new SteeredPair(new ProxyServices { SocksPort = 1080, Credentials = Me }, ueSpeaksMptcp: false, boxes: _ => [new SegmentSplitter(8, true, Heading.Up | Heading.Down)]);
        var (ue, server) = pair.Connect(SteeredPair.Socks5 with { Credentials = Me }, up: 500, down: 500);
        pair.Drain();

        Assert.Equal((500, 500, 1), (ue.Read, server.Read, pair.Sockets.Count));
    }

    private static SteeringSettings Of(SteeringKind kind) => kind == SteeringKind.Socks5 ? SteeredPair.Socks5 : SteeredPair.PlainMode;
}
