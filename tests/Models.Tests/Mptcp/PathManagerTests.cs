using Mpsim.Models.Hosts;
using Mpsim.Models.Mptcp;
using Mpsim.Models.Mptcp.Paths;
using Mpsim.Models.Wire;

namespace Mpsim.Models.Tests.Mptcp;

public sealed class PathManagerTests
{
    private const PathEndpointFlags Subflow = PathEndpointFlags.Subflow;
    private const PathEndpointFlags Fullmesh = PathEndpointFlags.Fullmesh;

    private static readonly PathSpec[] ThreePaths = [new(10, 10), new(10, 10), new(10, 10)];

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(8, 2)]
    public void Subflows_are_opened_in_the_order_of_the_list_up_to_the_limit(int limit, int opened)
    {
        var pair = new MptcpPair(ThreePaths, Ue(limit, 8, (1, Subflow), (2, Subflow)));
        var (ue, _) = pair.Connect(100_000, 100_000);
        pair.Drain();
        Assert.Equal(Enumerable.Range(0, opened + 1).Select(i => MptcpPair.UeAddress(i)), ue.Connection.Subflows.Select(s => s.Local.Address));
    }

    [Fact]
    public void Announced_address_is_proved_echoed_and_joined()
    {
        var pair = new MptcpPair([new(10, 10)], Ue(8, 8), Server(), serverAddresses: 2);
        var (ue, server) = pair.Connect(1_000_000, 1_000_000);
        pair.Drain();
        var announced = pair.Tap.Trace.First(t => t.Segment.Options?.AddAddress is { Echo: false });
        Assert.False(announced.ToServer);
        var option = announced.Segment.Options!.AddAddress!;
        Assert.Equal((7, MptcpPair.ServerAddress(1)), (option.AddressId, option.Address));
        Assert.Equal(MptcpCrypto.AddAddressHmac(server.Connection.LocalKey, server.Connection.RemoteKey, 7, MptcpPair.ServerAddress(1), null), option.TruncatedHmac);
        var echo = Assert.Single(pair.Tap.Trace, t => t.Segment.Options?.AddAddress is { Echo: true });
        Assert.Equal(option with { Echo = true, TruncatedHmac = 0 }, echo.Segment.Options!.AddAddress);
        Assert.Equal(2, ue.Connection.Subflows.Count);
        Assert.Equal(MptcpPair.ServerAddress(1), ue.Subflow(1).Remote.Address);
        Assert.Equal(ue.Subflow(0).Remote.Port, ue.Subflow(1).Remote.Port);
        Assert.True(ue.Subflow(1).BytesReceived > 0);
        var synAck = pair.Tap.Trace.First(t => t.Segment.Options?.MpJoin?.Kind == Models.Wire.Mptcp.MpJoinKind.SynAck);
        Assert.Equal(7, synAck.Segment.Options!.MpJoin!.AddressId);
    }

    [Fact]
    public void Announcement_with_a_bad_hmac_is_ignored_in_silence()
    {
        var pair = new MptcpPair([new(10, 10)], Ue(8, 8), Server(), serverAddresses: 2);
        pair.Tap.Filter = p =>
        {
            if (p.Segment.Options?.AddAddress is { } address)
            {
                p.Segment.Options = p.Segment.Options with { AddAddress = address with { TruncatedHmac = address.TruncatedHmac ^ 1 } };
            }

            return true;
        };
        var (ue, server) = pair.Connect(1_000_000, 1_000_000);
        pair.Drain();
        Assert.Single(ue.Connection.Subflows);
        Assert.DoesNotContain(pair.Tap.Trace, t => t.Segment.Options?.AddAddress is { Echo: true });
        Assert.Equal((1_000_000, 1_000_000), (ue.Read, server.Read));
    }

    [Fact]
    public void Announced_addresses_beyond_the_limit_are_not_joined()
    {
        var pair = new MptcpPair([new(10, 10)], Ue(8, 0), Server(), serverAddresses: 2);
        var (ue, _) = pair.Connect(1_000_000);
        pair.Drain();
        Assert.Single(ue.Connection.Subflows);
    }

    [Fact]
    public void Full_mesh_joins_every_address_to_every_other()
    {
        var pair = new MptcpPair([new(10, 10), new(10, 10)], Ue(8, 8, (0, Fullmesh), (1, Fullmesh)), Server(), serverAddresses: 2);
        var (ue, server) = pair.Connect(3_000_000, 3_000_000);
        pair.Drain();
        Assert.Equal(4, ue.Connection.Subflows.Select(s => (s.Local.Address, s.Remote.Address)).Distinct().Count());
        Assert.All(ue.Connection.Subflows, s => Assert.True(s.BytesReceived > 0));
        Assert.Equal((3_000_000, 3_000_000), (ue.Read, server.Read));
    }

    [Fact]
    public void Limit_leaves_room_for_a_subflow_in_the_place_of_the_initial_one_when_that_is_gone()
    {
        // The second path falls silent, and is still counted when the first comes back.
        var pair = new MptcpPair([new(10, 10), new(10, 10) { Outages = [(1, 1000)] }], Ue(1, 8, (0, Subflow), (1, Subflow)));
        var (ue, server) = pair.Connect(3_000_000, 3_000_000);
        pair.At(1.5, () => pair.Ue.Interfaces[0].SetUp(false));
        pair.At(2, () => pair.Ue.Interfaces[0].SetUp(true));
        pair.RunUntil(30);
        Assert.Equal([0, 1, 0], ue.Connection.Subflows.Select(s => (int)(s.Local.Address.Bits >> 8 & 255)));
        Assert.Equal((3_000_000, 3_000_000), (ue.Read, server.Read));
    }

    [Fact]
    public void Address_without_an_interface_that_is_up_is_joined_once_it_is_up()
    {
        var pair = new MptcpPair(ThreePaths, Ue(8, 8, (1, Subflow), (2, Subflow)));
        pair.Ue.Interfaces[1].SetUp(false);
        var (ue, _) = pair.Connect(100_000_000);
        pair.RunUntil(1);
        Assert.Equal([MptcpPair.UeAddress(0), MptcpPair.UeAddress(2)], ue.Connection.Subflows.Select(s => s.Local.Address));
        pair.Ue.Interfaces[1].SetUp(true);
        pair.RunUntil(2);
        Assert.Equal(MptcpPair.UeAddress(1), ue.Subflow(2).Local.Address);
        Assert.True(ue.Subflow(2).Tcp.Acknowledged > 100_000);
    }

    private static HostSettings Ue(int limit, int accepted, params (int Path, PathEndpointFlags Flags)[] endpoints) => With(new PathManagerSettings(
        [.. endpoints.Select(e => new PathEndpoint((byte)(e.Path + 1), MptcpPair.UeAddress(e.Path), e.Flags))], limit, accepted));

    private static HostSettings Server() => With(new PathManagerSettings([new PathEndpoint(7, MptcpPair.ServerAddress(1), PathEndpointFlags.Signal)], 8, 0));

    private static HostSettings With(PathManagerSettings paths) =>
        new() { SpeaksMptcp = true, Mptcp = new MptcpSettings { PathManager = () => new InKernelPathManager(paths) } };
}
