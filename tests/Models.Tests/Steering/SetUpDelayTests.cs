using Mpsim.Models.Proxy;
using Mpsim.Models.Steering;
using Mpsim.Models.Tests.Mptcp;

namespace Mpsim.Models.Tests.Steering;

/// <summary>
/// What each way of naming the server costs before the client is connected, and before the server has the first byte of a request: with a
/// for the round trip between UE and proxy and b for that between proxy and server.
/// </summary>
public sealed class SetUpDelayTests
{
    private const double A = SteeredPair.A;
    private const double B = SteeredPair.B;

    /// <summary>1500 octets at 1 Gbit/s; all links here are faster.</summary>
    private const double OnePacket = 12e-6;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Convert_with_data_in_the_syn_costs_what_no_proxy_costs_and_the_request_is_there_earlier(bool ueSpeaksMptcp) =>
        Check(Pair(ueSpeaksMptcp: ueSpeaksMptcp), SteeredPair.Convert, connected: A + B, first: (A / 2) + (1.5 * B));

    [Fact]
    public void Convert_behind_the_handshake_costs_one_round_trip_to_the_proxy_more()
    {
        var pair = Pair(new ProxyServices { ConvertPort = 5124, TakesLateMessages = true });
        Check(pair, SteeredPair.Convert with { DataInSyn = false }, connected: (2 * A) + B, first: (2.5 * A) + (1.5 * B));
    }

    [Fact]
    public void Convert_that_must_fetch_a_cookie_costs_one_round_trip_more_once()
    {
        var pair = Pair(new ProxyServices { ConvertPort = 5124, RequiresCookie = true });
        Check(pair, SteeredPair.Convert, connected: (2 * A) + B, first: (1.5 * A) + (1.5 * B));
        Check(pair, SteeredPair.Convert, connected: A + B, first: (A / 2) + (1.5 * B));
    }

    [Fact]
    public void Socks_without_authentication_costs_two_round_trips_to_the_proxy_more() =>
        Check(Pair(), SteeredPair.Socks5, connected: (3 * A) + B, first: (3.5 * A) + (1.5 * B));

    [Fact]
    public void Socks_with_user_and_password_costs_three()
    {
        var credentials = new SocksCredentials("me", "secret");
        var pair = Pair(new ProxyServices { SocksPort = 1080, Credentials = credentials });
        Check(pair, SteeredPair.Socks5 with { Credentials = credentials }, connected: (4 * A) + B, first: (4.5 * A) + (1.5 * B));
    }

    [Fact]
    public void Plain_mode_costs_what_no_proxy_costs() =>
        Check(Pair(), SteeredPair.PlainMode, connected: A + B, first: 1.5 * (A + B));

    [Theory]
    [InlineData(ProxyMode.Forward)]
    [InlineData(ProxyMode.Transparent)]
    public void Direct_and_transparent_use_cost_a_round_trip_to_the_server(ProxyMode mode)
    {
        var pair = new MptcpPair(SteeredPair.Fast, core: new(10_000, 5), proxy: new ProxySettings { Mode = mode });
        var started = pair.Scheduler.Now.Seconds;
        var (ue, server) = pair.Connect(up: 100);
        pair.Drain();
        AssertTimes(started, ue, server, A + B, 1.5 * (A + B));
    }

    private static SteeredPair Pair(ProxyServices? services = null, bool ueSpeaksMptcp = true) => new(services, ueSpeaksMptcp: ueSpeaksMptcp, paths: SteeredPair.Fast, core: new(10_000, 5));

    private static void Check(SteeredPair pair, SteeringSettings steering, double connected, double first)
    {
        var started = pair.Pair.Scheduler.Now.Seconds;
        var (ue, server) = pair.Connect(steering, up: 100, down: 100);
        pair.Drain();
        AssertTimes(started, ue, server, connected, first);
        Assert.Equal((100, 100), (ue.Read, server.Read));
    }

    private static void AssertTimes(double started, StreamPeer ue, StreamPeer server, double connected, double first)
    {
        Assert.InRange(ue.ConnectedAt.Seconds - started, connected, connected + OnePacket);
        Assert.InRange(server.LastReadAt.Seconds - started, first, first + OnePacket);
    }
}
