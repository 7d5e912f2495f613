using Mpsim.Models.Hosts;
using Mpsim.Models.Mptcp;
using Mpsim.Models.Mptcp.Paths;
using Mpsim.Models.Network;
using Mpsim.Models.Tcp;
using Mpsim.Models.Wire.Tcp;

namespace Mpsim.Models.Tests.Mptcp;

public sealed class ReinjectionTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Link_outage_moves_the_data_to_the_other_path(bool upload)
    {
        var pair = new MptcpPair([new(10, 10), new(10, 10) { Outages = [(1, 1000)] }]);
        var (ue, server) = pair.Connect(upload ? 5_000_000 : 0, upload ? 0 : 5_000_000);
        pair.RunUntil(8);
        Assert.Equal(5_000_000, ue.Read + server.Read);
        Assert.True((upload ? ue : server).Connection.Reinjected > 0);
        pair.Drain();
        Assert.True(ue.Closed && server.Closed);
    }

    [Fact]
    public void Path_that_returns_from_an_outage_is_used_again()
    {
        var pair = new MptcpPair([new(10, 10), new(10, 10) { Outages = [(1, 3)] }]);
        var (ue, server) = pair.Connect(0, 100_000_000);
        pair.RunUntil(3);
        var before = ue.Subflow(1).BytesReceived;
        Assert.True(server.Subflow(1).IsStale);
        pair.RunUntil(10);
        Assert.False(server.Subflow(1).IsStale);
        Assert.True(ue.Subflow(1).BytesReceived - before > 5_000_000, $"{ue.Subflow(1).BytesReceived - before}");
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(4, false)]
    public void Subflow_is_stale_after_as_many_timeouts_in_a_row_as_are_set(int timeouts, bool stale)
    {
        var pair = new MptcpPair(
            [new(10, 10), new(10, 10) { Queue = 20, Outages = [(1, 1.9)] }],
            server: MptcpPair.Mptcp(0, change: s => s with { StaleAfterTimeouts = timeouts }));
        var (_, server) = pair.Connect(0, 100_000_000);
        pair.RunUntil(1.55);
        Assert.InRange(server.Subflow(1).Tcp.TimeoutsInRow, 1, 3);
        Assert.Equal(stale, server.Subflow(1).IsStale);
        Assert.Equal(stale, server.Connection.Reinjected > 0);
    }

    [Fact]
    public void What_a_working_path_holds_already_is_not_given_to_it_again()
    {
        // Data go to the second path again after its second outage, and from there to the first, which has some of them since the first outage.
        var pair = new MptcpPair([new(0.3, 200) { Queue = 1000 }, new(10, 10) { Outages = [(1, 1.3), (1.6, 1000)] }]);
        var (_, server) = pair.Connect(0, 1_000_000);
        var given = 0L;
        var sent = new HashSet<(int, ulong)>();
        var twice = 0L;
        pair.Tap.Filter = p =>
        {
            if (!p.IsToServer() && p.IsData() && p.IsOn(0))
            {
                given += p.Segment.PayloadLength;
                twice += sent.Add((p.Segment.PayloadLength, p.Segment.Dsn)) ? 0 : p.Segment.PayloadLength;
            }

            return true;
        };
        pair.RunUntil(30);
        Assert.True(server.Connection.Reinjected > 20_000, $"{server.Connection.Reinjected}");
        Assert.InRange(twice - (server.Subflow(0).Tcp.Retransmissions * 1420), long.MinValue, 0);
    }

    [Fact]
    public void Outage_of_all_paths_is_survived()
    {
        var pair = new MptcpPair([new(10, 10) { Outages = [(1, 6)] }, new(10, 25) { Outages = [(0.5, 4)] }]);
        var (ue, server) = pair.Connect(3_000_000, 3_000_000);
        pair.RunUntil(20);
        Assert.Equal((3_000_000, 3_000_000), (ue.Read, server.Read));
        pair.Drain();
    }

    [Fact]
    public void Data_on_a_path_that_stays_silent_move_as_soon_as_another_comes_back()
    {
        var pair = new MptcpPair([new(10, 10) { Outages = [(1, 12)] }, new(10, 10) { Outages = [(1, 10_000)] }]);
        var (ue, server) = pair.Connect(0, 3_000_000);

        // The next timeout of the dead path is up to half a minute away.
        pair.RunUntil(26);
        Assert.Equal(3_000_000, ue.Read);
        pair.Drain(20_000);
        Assert.True(server.Closed);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Subflow_that_is_reset_leaves_its_data_to_the_other(int path)
    {
        var pair = new MptcpPair([new(10, 10), new(10, 10)]);
        var (ue, server) = pair.Connect(3_000_000, 3_000_000);
        pair.At(1, () => ResetBoth(pair, path));
        pair.RunUntil(10);
        Assert.Equal((3_000_000, 3_000_000), (ue.Read, server.Read));
        Assert.True(ue.Closed && server.Closed);
        Assert.Equal((SubflowPhase.Closed, SubflowPhase.Closed), (ue.Subflow(path).Phase, server.Subflow(path).Phase));
        pair.Drain();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Interface_down_moves_the_data_at_once_and_interface_up_joins_again(int path)
    {
        var pair = new MptcpPair([new(10, 10), new(10, 10)], AllEndpoints(2));
        var (ue, server) = pair.Connect(0, 100_000_000);
        var down = 0L;
        pair.At(2, () =>
        {
            down = ue.Read;
            pair.Ue.Interfaces[path].SetUp(false);
        });
        pair.RunUntil(3);
        Assert.True(ue.Read - down > 800_000, $"{ue.Read - down} octets in the second after");
        Assert.Equal(SubflowPhase.Closed, ue.Subflow(path).Phase);
        pair.RunUntil(4);
        pair.Ue.Interfaces[path].SetUp(true);
        pair.RunUntil(10);
        Assert.Equal(3, ue.Connection.Subflows.Count);
        Assert.Equal(MptcpPair.UeAddress(path), ue.Subflow(2).Local.Address);
        Assert.True(ue.Subflow(2).BytesReceived > 3_000_000, $"{ue.Subflow(2).BytesReceived}");
        Assert.Equal(2, pair.Ue.Connections.Count);
    }

    [Fact]
    public void Connection_without_subflows_waits_for_a_join_and_goes_on()
    {
        var pair = new MptcpPair([new(10, 10), new(10, 10)], AllEndpoints(2));
        var (ue, server) = pair.Connect(2_000_000, 2_000_000);
        pair.At(0.5, () => SetBoth(pair, false));
        pair.At(40, () => SetBoth(pair, true));
        pair.RunUntil(39);
        Assert.All(ue.Connection.Subflows, s => Assert.Equal(SubflowPhase.Closed, s.Phase));
        pair.RunUntil(50);
        Assert.Equal((2_000_000, 2_000_000), (ue.Read, server.Read));
        Assert.True(ue.Closed && server.Closed);
        pair.Drain();
    }

    [Fact]
    public void Connection_that_only_waited_for_its_end_closes_soon_after_the_join()
    {
        var pair = new MptcpPair([new(10, 10)], AllEndpoints(1));
        var (ue, server) = pair.Connect(1_000, 1_000, ofUe: p => p.ClosesWhenWritten = false, ofServer: p => p.ClosesWhenWritten = false);
        pair.At(1, () => SetBoth(pair, false));
        pair.At(2, () => ue.End());
        pair.At(3, () => server.End());
        pair.At(10, () => SetBoth(pair, true));
        pair.RunUntil(12);
        Assert.True(ue.Closed && server.Closed);
        pair.Drain();
    }

    [Fact]
    public void Connection_without_subflows_for_60_seconds_is_given_up_at_both_ends()
    {
        var pair = new MptcpPair([new(10, 10)], AllEndpoints(1));
        var (ue, server) = pair.Connect(0, 2_000_000);
        pair.At(1, () => ResetBoth(pair, 0));
        pair.RunUntil(60);
        Assert.Null(ue.Aborted);
        pair.RunUntil(62);
        Assert.Equal((AbortReason.TimedOut, AbortReason.TimedOut), (ue.Aborted, server.Aborted));
        pair.Drain();
    }

    /// <summary>Every address of the UE may open a subflow, the initial one included.</summary>
    internal static HostSettings AllEndpoints(int paths)
    {
        var endpoints = Enumerable.Range(0, paths).Select(i => new PathEndpoint((byte)(i + 1), MptcpPair.UeAddress(i), PathEndpointFlags.Subflow)).ToArray();
        return new HostSettings
        {
            SpeaksMptcp = true,
            Mptcp = new MptcpSettings { PathManager = () => new InKernelPathManager(new PathManagerSettings(endpoints, 8, 8)) },
        };
    }

    private static void SetBoth(MptcpPair pair, bool up)
    {
        foreach (Interface one in pair.Ue.Interfaces)
        {
            one.SetUp(up);
        }
    }

    /// <summary>A middlebox has forgotten a subflow: it answers every packet of it by RST.</summary>
    private static void ResetBoth(MptcpPair pair, int path) => pair.Tap.Filter = p =>
    {
        if (!p.IsOn(path) || p.Segment.Has(TcpFlags.Rst | TcpFlags.Syn))
        {
            return true;
        }

        var reset = pair.Pool.Rent();
        (reset.Source, reset.Destination) = (p.Destination, p.Source);
        reset.Segment.Flags = TcpFlags.Rst;
        reset.Segment.Seq = p.Segment.Ack;
        reset.WireLength = reset.Segment.WireLength();
        pair.Tap.Inject(reset);
        return false;
    };
}
