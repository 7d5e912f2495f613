using Mpsim.Models.Hosts;
using Mpsim.Models.Proxy;
using Mpsim.Models.Tests.Mptcp;
using Mpsim.Models.Wire;
using Mpsim.Models.Wire.Tcp;

namespace Mpsim.Models.Tests.Proxy;

public sealed class ProxyNodeTests
{
    private static readonly PathSpec[] TwoPaths = [new(10, 10), new(20, 25)];

    [Theory]
    [InlineData(ProxyAccept.AtOnce)]
    [InlineData(ProxyAccept.AfterServer)]
    public void Take_over_relays_both_directions_and_closes_both_sides(ProxyAccept accept)
    {
        var pair = new MptcpPair(TwoPaths, proxy: new ProxySettings { Accept = accept });
        var (ue, server) = pair.Connect(2_000_000, 3_000_000);
        pair.Drain();
        Assert.Equal(3_000_000, ue.Read);
        Assert.Equal(2_000_000, server.Read);
        Assert.True(ue.Closed && server.Closed);
        Assert.Empty(pair.Proxy!.Active);
        Assert.Equal(2, ue.Connection.Subflows.Count);
        Assert.All(ue.Connection.Subflows, s => Assert.True(s.BytesReceived > 500_000));
    }

    [Fact]
    public void Take_over_shows_each_end_the_address_and_port_of_the_other_and_the_server_no_mptcp_option()
    {
        var pair = new MptcpPair(TwoPaths, server: MptcpPair.Mptcp(0), proxy: new ProxySettings());
        var (ue, server) = pair.Connect(100_000, 100_000);
        pair.Drain();
        Assert.Equal(ue.Socket!.Local, server.Socket!.Remote);
        Assert.Equal(ue.Socket.Remote, server.Socket.Local);
        Assert.IsType<TcpSocket>(server.Socket);
        Assert.All(pair.Tap.Trace.Where(t => t.ToServer), t => Assert.Equal(ue.Socket.Remote, t.Destination));
        Assert.All(pair.ServerTap.Trace, t => Assert.False(HasMptcp(t.Segment), t.ToString()));
        Assert.Equal(100_000, server.Read);
    }

    private static bool HasMptcp(in Segment segment) =>
        segment.HasDss || segment.Options is { MpCapable: not null } or { MpJoin: not null } or { AddAddress: not null } or { MpPrio: not null } or { MpFastclose: not null } or { MpTcpRst: not null };
}
