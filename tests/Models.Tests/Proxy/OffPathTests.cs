using Mpsim.Models.Hosts;
using Mpsim.Models.Mptcp;
using Mpsim.Models.Mptcp.Paths;
using Mpsim.Models.Proxy;
using Mpsim.Models.Tests.Mptcp;
using Mpsim.Models.Wire.Mptcp;
using Mpsim.Models.Wire.Tcp;

namespace Mpsim.Models.Tests.Proxy;

public sealed class OffPathTests
{
    [Theory]
    [InlineData(ProxyMode.TakeOver)]
    [InlineData(ProxyMode.Transparent)]
    public void Subflow_of_a_path_past_the_proxy_comes_to_the_address_that_it_announces_both_ways(ProxyMode mode)
    {
        var pair = OffPathPair.Create(OffPathPair.Announcing(mode: mode));
        var (ue, server) = pair.Connect(1_000_000, 2_000_000);
        pair.Drain();

        Assert.Equal((2_000_000, 1_000_000), (ue.Read, server.Read));
        Assert.True(ue.Closed && server.Closed);
        Assert.Equal((2, OffPathPair.Own), (ue.Connection.Subflows.Count, ue.Subflow(1).Remote.Address));
        Assert.True(ue.Subflow(1).BytesReceived > 500_000, $"{ue.Subflow(1).BytesReceived}");

        // The initial subflow has the server's address, with the flag that tells the UE to wait for another.
        var answer = pair.Tap.Trace.First(t => !t.ToServer && t.Segment.Has(TcpFlags.Syn));
        Assert.Equal(MptcpPair.ServerAddress(), answer.Source.Address);
        Assert.NotEqual(0, answer.Segment.Options!.MpCapable!.Flags & MpCapable.NoJoinToThisAddress);
        Assert.All(pair.Tap.Trace.Where(t => t.Source.Address == MptcpPair.UeAddress(1)), t => Assert.Equal(OffPathPair.Own, t.Destination.Address));
        Assert.All(pair.Tap.Trace.Where(t => t.Destination.Address == MptcpPair.UeAddress(1)), t => Assert.Equal(OffPathPair.Own, t.Source.Address));

        // The server sees the UE's first address and nothing of the second.
        Assert.Equal(ue.Socket!.Local, server.Socket!.Remote);
        Assert.Contains(pair.Events.All, e => e is { Entity: "proxy", Kind: "subflow-steered" } && e.Detail.EndsWith("by the address that the proxy has announced", StringComparison.Ordinal));
        Assert.Equal(1, pair.Proxy!.SubflowsSteered);
    }

    [Fact]
    public void Without_the_c_flag_the_join_reaches_the_n_server_whose_plain_answer_the_ue_resets()
    {
        var pair = OffPathPair.Create(OffPathPair.Announcing(cFlag: false));
        var (ue, server) = pair.Connect(0, 2_000_000);
        pair.Drain();

        Assert.Equal(2_000_000, ue.Read);
        Assert.True(ue.Closed && server.Closed);
        var join = pair.Tap.Trace.First(t => t.Segment.IsOpeningSyn && t.Source.Address == MptcpPair.UeAddress(1));
        Assert.Equal((MptcpPair.ServerAddress(), MpJoinKind.Syn), (join.Destination.Address, join.Segment.Options!.MpJoin!.Kind));
        var answer = pair.Tap.Trace.First(t => t.Destination == join.Source && t.Source == join.Destination);
        Assert.Equal((TcpFlags.Syn | TcpFlags.Ack, false), (answer.Segment.Flags & ~(TcpFlags.Ece | TcpFlags.Cwr), answer.Segment.HasMptcp()));
        Assert.Contains(pair.Tap.Trace, t => t.Source == join.Source && t.Segment.Has(TcpFlags.Rst));
        Assert.Equal((SubflowPhase.Closed, false), (ue.Subflow(1).Phase, ue.Subflow(1).WasEstablished));

        // Linux: an announced address is joined from the initial address where no endpoint is for a full mesh, so the second path is lost for good.
        Assert.All(ue.Connection.Subflows.Skip(2), subflow => Assert.Equal(MptcpPair.UeAddress(0), subflow.Local.Address));
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public void Ue_with_a_full_mesh_comes_to_the_proxy_after_its_first_join_has_failed(bool heeds, bool cFlag)
    {
        var pair = OffPathPair.Create(OffPathPair.Announcing(cFlag), MptcpPair.Mptcp(2, PathEndpointFlags.Fullmesh, settings => settings with { HeedsNoJoin = heeds }));
        var (ue, _) = pair.Connect(0, 2_000_000);
        pair.Drain();

        Assert.Equal(2_000_000, ue.Read);
        Assert.Equal((MptcpPair.ServerAddress(), false), (ue.Subflow(1).Remote.Address, ue.Subflow(1).WasEstablished));
        Assert.Contains(ue.Connection.Subflows, s => s.Local.Address == MptcpPair.UeAddress(1) && s.Remote.Address == OffPathPair.Own && s.BytesReceived > 300_000);
    }

    [Fact]
    public void Announcement_that_is_lost_comes_again_and_its_echo_ends_it()
    {
        var pair = OffPathPair.Create(OffPathPair.Announcing());
        var left = 1;
        pair.Tap.Filter = p => p.Segment.Options?.AddAddress is not { Echo: false } || left-- <= 0;
        var (ue, _) = pair.Connect(0, 2_000_000);
        pair.Drain();

        Assert.Equal(2_000_000, ue.Read);
        Assert.True(ue.Subflow(1).BytesReceived > 0);
        Assert.Equal(2, pair.Tap.Trace.Count(t => t.Segment.Options?.AddAddress is { Echo: false }));
        Assert.Equal(0, pair.Proxy!.MptcpConnections);
    }

    [Theory]
    [InlineData(ProxyAccept.AtOnce)]
    [InlineData(ProxyAccept.AfterServer)]
    public void Server_that_sees_the_proxy_s_address_answers_to_the_proxy_whatever_the_routes_to_the_ue(ProxyAccept accept)
    {
        var pair = OffPathPair.Create(OffPathPair.Announcing() with { Source = ProxySource.Own, Accept = accept }).WithReturnPast();
        var peers = Enumerable.Range(0, 3).Select(_ => pair.Connect(200_000, 600_000)).ToArray();
        pair.Drain();

        var seen = peers.Select(each => each.Server.Socket!.Remote).ToArray();
        Assert.All(peers, each => Assert.Equal((600_000, 200_000), (each.Ue.Read, each.Server.Read)));
        Assert.All(seen, remote => Assert.Equal(OffPathPair.Own, remote.Address));
        Assert.Equal(3, seen.Distinct().Count());
        foreach (var (ue, server) in peers)
        {
            Assert.True(pair.Proxy!.TryFindUe(server.Socket!.Remote, out var found));
            Assert.Equal(ue.Socket!.Local, found);
            Assert.True(ue.Subflow(1).BytesReceived > 0);
        }
    }

    [Fact]
    public void Server_that_sees_the_ue_s_address_is_lost_to_a_proxy_that_the_way_back_does_not_pass()
    {
        var pair = OffPathPair.Create(OffPathPair.Announcing()).WithReturnPast();
        var (ue, server) = pair.Connect(0, 100_000);
        pair.RunUntil(200);

        Assert.Equal(0, ue.Read);
        Assert.NotNull(ue.Aborted);
        Assert.Null(server.Socket);
    }

    [Fact]
    public void Limit_on_subflows_holds_for_those_that_come_to_the_proxy_s_own_address()
    {
        var pair = OffPathPair.Create(OffPathPair.Announcing() with { Limits = [new SessionLimit { Name = "one", SubflowsPerSession = 1 }] });
        var (ue, _) = pair.Connect(0, 2_000_000);
        pair.Drain();

        Assert.Equal(2_000_000, ue.Read);
        Assert.Equal((1, 0), (pair.Proxy!.SubflowsRefused, pair.Proxy.SubflowsSteered));
        Assert.Equal(MpTcpRst.LackOfResources, ue.Subflow(1).PeerReset!.Reason);
    }

    [Fact]
    public void Ue_that_takes_no_announced_address_up_by_default_takes_up_one_where_the_c_flag_leaves_it_no_other()
    {
        var endpoints = new PathManagerSettings([new PathEndpoint(1, MptcpPair.UeAddress(1), PathEndpointFlags.Subflow)], 2, 0);
        var ue = new HostSettings { SpeaksMptcp = true, Mptcp = new MptcpSettings { PathManager = () => new InKernelPathManager(endpoints) } };
        var pair = OffPathPair.Create(OffPathPair.Announcing(), ue);
        var (peer, _) = pair.Connect(0, 500_000);
        pair.Drain();

        Assert.Equal((500_000, 2, OffPathPair.Own), (peer.Read, peer.Connection.Subflows.Count, peer.Subflow(1).Remote.Address));
    }
}
