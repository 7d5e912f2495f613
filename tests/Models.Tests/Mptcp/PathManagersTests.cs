using Mpsim.Models.Hosts;
using Mpsim.Models.Mptcp;
using Mpsim.Models.Mptcp.Paths;
using Mpsim.Models.Wire;
using Mpsim.Models.Wire.Mptcp;

namespace Mpsim.Models.Tests.Mptcp;

/// <summary>What each path manager that a scenario can name does with the same endpoints.</summary>
public sealed class PathManagersTests
{
    [Theory]
    [InlineData("fullmesh", 4)]
    [InlineData("in-order", 4)]
    [InlineData("in-kernel", 3)]
    [InlineData("active-backup", 4)]
    [InlineData("ndiffports", 2)]
    [InlineData("single", 1)]
    [InlineData("signalled", 1)]
    public void Path_manager_opens_its_number_of_subflows_with_its_own_limits(string name, int subflows)
    {
        var pair = new MptcpPair([.. Enumerable.Repeat(new PathSpec(), 4)], Ue(name, 4));
        var (ue, server) = pair.Connect(1_000_000, 1_000_000);
        pair.Drain();
        Assert.Equal(subflows, ue.Connection.Subflows.Count);
        Assert.Equal((1_000_000, 1_000_000), (ue.Read, server.Read));
    }

    [Fact]
    public void Ndiffports_uses_other_ports_of_the_same_addresses_and_doubles_the_goodput_of_a_lossy_path()
    {
        static (long Read, MptcpConnection Connection) Download(string name)
        {
            var pair = new MptcpPair([new(100, 25) { Loss = 0.01, Queue = 1000 }], Ue(name, 1));
            var (ue, _) = pair.Connect(0, 1_000_000_000);
            pair.RunUntil(60);
            return (ue.Read, ue.Connection);
        }

        var (one, _) = Download("single");
        var (two, connection) = Download("ndiffports");
        Assert.InRange(two / (double)one, 1.7, 2.3);
        Assert.Single(connection.Subflows.Select(s => (s.Local.Address, s.Remote)).Distinct());
        Assert.Equal(2, connection.Subflows.Select(s => s.Local.Port).Distinct().Count());
    }

    [Fact]
    public void Ndiffports_opens_its_subflows_again_when_the_address_is_back()
    {
        var pair = new MptcpPair([new(10, 10)], Ue("ndiffports", 1));
        var (ue, server) = pair.Connect(0, 5_000_000);
        pair.At(1, () => pair.Ue.Interfaces[0].SetUp(false));
        pair.At(2, () => pair.Ue.Interfaces[0].SetUp(true));
        pair.Drain();
        Assert.Equal((5_000_000, true), (ue.Read, ue.Closed && server.Closed));
    }

    [Fact]
    public void Active_backup_leaves_the_second_path_idle_until_the_first_fails_and_returns_to_it()
    {
        var pair = new MptcpPair([new(10, 10), new(10, 10)], Ue("active-backup", 2));
        var (ue, _) = pair.Connect(0, 100_000_000);
        pair.At(2, () => pair.Ue.Interfaces[0].SetUp(false));
        pair.At(4, () => pair.Ue.Interfaces[0].SetUp(true));
        pair.RunUntil(2);
        Assert.Equal((true, 0), (ue.Subflow(1).Backup, ue.Subflow(1).BytesReceived));
        pair.RunUntil(4);
        Assert.InRange(ue.Subflow(1).BytesReceived, 2_000_000, 2_400_000);
        pair.RunUntil(6);
        var used = ue.Subflow(1).BytesReceived;
        pair.RunUntil(8);
        Assert.Equal(used, ue.Subflow(1).BytesReceived);
        Assert.False(ue.Subflow(2).Backup);
        Assert.InRange(ue.Subflow(2).BytesReceived, 4_000_000, 5_000_000);
    }

    [Fact]
    public void Single_opens_the_next_path_when_data_are_not_acknowledged_and_closes_the_first()
    {
        var pair = new MptcpPair([new(10, 10) { Outages = [(2, 1000)] }, new(10, 10), new(10, 10)], Ue("single", 3));
        var (ue, server) = pair.Connect(10_000_000, 0);
        pair.RunUntil(2);
        Assert.Single(ue.Connection.Subflows);
        pair.RunUntil(3.5);
        Assert.Equal([SubflowPhase.Closed, SubflowPhase.Established], ue.Connection.Subflows.Select(s => s.Phase));
        Assert.Equal(MptcpPair.UeAddress(1), ue.Subflow(1).Local.Address);
        pair.RunUntil(30);
        Assert.Equal((10_000_000, 2), (server.Read, ue.Connection.Subflows.Count));
    }

    [Fact]
    public void Single_opens_the_next_path_when_its_data_fin_is_not_answered()
    {
        // Everything has arrived when the path falls silent without a signal; the UE has only its end to tell.
        var pair = new MptcpPair([new(10, 10) { Outages = [(2, 10_000)] }, new(10, 10)], Ue("single", 2));
        var (ue, server) = pair.Connect(0, 100_000, ofUe: p => p.ClosesWhenWritten = false, ofServer: p => p.ClosesWhenWritten = false);
        pair.At(3, ue.End);
        pair.RunUntil(5);
        Assert.True(ue.Closed && server.Closed);
        Assert.Equal([SubflowPhase.Closed, MptcpPair.UeAddress(1)], new object[] { ue.Subflow(0).Phase, ue.Subflow(1).Local.Address });
        pair.Drain(20_000);
    }

    [Fact]
    public void Single_tries_the_third_path_when_the_second_is_silent_too()
    {
        var pair = new MptcpPair([new(10, 10) { Outages = [(2, 10_000)] }, new(10, 10) { Outages = [(0, 10_000)] }, new(10, 10)], Ue("single", 3));
        var (ue, server) = pair.Connect(0, 100_000, ofUe: p => p.ClosesWhenWritten = false, ofServer: p => p.ClosesWhenWritten = false);
        pair.At(3, ue.End);
        pair.RunUntil(400);
        Assert.True(ue.Closed && server.Closed);
        Assert.Equal(MptcpPair.UeAddress(2), ue.Connection.Subflows[^1].Local.Address);
        pair.Drain(20_000);
    }

    [Fact]
    public void Single_says_why_it_closes_the_path_that_it_leaves()
    {
        // The outage is over before the other path is there, so that the RST gets through.
        var pair = new MptcpPair([new(10, 10) { Outages = [(2, 2.45)] }, new(10, 200)], Ue("single", 2));
        var (ue, server) = pair.Connect(10_000_000, 0);
        pair.RunUntil(5);
        Assert.Equal(SubflowPhase.Closed, ue.Subflow(0).Phase);
        Assert.Equal(MpTcpRst.UnacceptablePerformance, server.Subflow(0).PeerReset?.Reason);
        pair.RunUntil(60);
        Assert.Equal(10_000_000, server.Read);
        pair.Drain();
    }

    [Fact]
    public void Single_goes_from_path_to_path_as_interfaces_come_and_go()
    {
        var pair = new MptcpPair([new(10, 10), new(10, 10), new(10, 10)], Ue("single", 3));
        var (ue, server) = pair.Connect(0, 12_000_000);
        pair.At(1, () => pair.Ue.Interfaces[1].SetUp(false));
        pair.At(2, () => pair.Ue.Interfaces[0].SetUp(false));
        pair.At(4, () => pair.Ue.Interfaces[2].SetUp(false));
        pair.At(6, () => pair.Ue.Interfaces[1].SetUp(true));
        pair.Drain();
        Assert.Equal([0, 2, 1], ue.Connection.Subflows.Select(s => (int)(s.Local.Address.Bits >> 8 & 255)));
        Assert.Equal((12_000_000, true), (ue.Read, ue.Closed && server.Closed));
    }

    [Fact]
    public void Signalled_joins_from_every_endpoint_what_the_server_announces_and_nothing_else()
    {
        var server = Manager("signalled", [new PathEndpoint(1, MptcpPair.ServerAddress(), PathEndpointFlags.Signal), new PathEndpoint(2, MptcpPair.ServerAddress(1), PathEndpointFlags.Signal)]);
        var pair = new MptcpPair([new(10, 10), new(10, 10)], Ue("signalled", 2), server, serverAddresses: 2);
        var (ue, peer) = pair.Connect(4_000_000, 4_000_000);
        pair.Drain();
        var echo = pair.Tap.Trace.First(t => t.Segment.Options?.AddAddress is { Echo: true }).At;
        var joins = pair.Tap.Trace.Where(t => t.Segment.Options?.MpJoin is { Kind: MpJoinKind.Syn }).ToArray();
        Assert.Equal(2, joins.Length);
        Assert.All(joins, t => Assert.True(t.At >= echo && t.Destination.Address == MptcpPair.ServerAddress(1)));
        Assert.Equal(3, ue.Connection.Subflows.Count);
        Assert.All(ue.Connection.Subflows, s => Assert.True(s.BytesReceived > 400_000, $"{s.BytesReceived}"));
        Assert.Equal((4_000_000, 4_000_000), (ue.Read, peer.Read));
    }

    private static HostSettings Ue(string name, int paths) =>
        Manager(name, [.. Enumerable.Range(0, paths).Select(i => new PathEndpoint((byte)(i + 1), MptcpPair.UeAddress(i), PathEndpointFlags.Subflow))]);

    private static HostSettings Manager(string name, IReadOnlyList<PathEndpoint> endpoints)
    {
        var entry = PathManagers.Find(name)!;
        var settings = new PathManagerSettings(endpoints, entry.SubflowLimit, entry.AddAddrAccepted);
        return new HostSettings { SpeaksMptcp = true, Mptcp = new MptcpSettings { PathManager = () => entry.Create(settings) } };
    }
}
