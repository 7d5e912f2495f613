using Mpsim.Models.Hosts;
using Mpsim.Models.Mptcp;
using Mpsim.Models.Mptcp.Paths;
using Mpsim.Models.Wire.Mptcp;
using Mpsim.Models.Wire.Tcp;

namespace Mpsim.Models.Tests.Mptcp;

public sealed class RemoveAddressTests
{
    private static readonly PathSpec[] TwoPaths = [new(10, 10), new(10, 10)];

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 1)]
    public void Lost_address_is_withdrawn_by_its_identifier_on_another_path_and_the_peer_closes_its_subflow(int lost, byte id)
    {
        var pair = new MptcpPair(TwoPaths);
        var (ue, server) = pair.Connect(20_000_000, 20_000_000);
        pair.At(2, () => pair.Ue.Interfaces[lost].SetUp(false));
        pair.RunUntil(2.5);
        var withdrawal = Assert.Single(pair.Tap.Trace, t => t.Segment.Options?.RemoveAddress is not null);
        Assert.Equal((true, MptcpPair.UeAddress(1 - lost)), (withdrawal.ToServer, withdrawal.Source.Address));
        Assert.Equal([id], withdrawal.Segment.Options!.RemoveAddress!.AddressIds);
        Assert.True(withdrawal.Segment.HasDss);
        Assert.Equal(SubflowPhase.Closed, server.Subflow(lost).Phase);
        Assert.Equal(SubflowPhase.Established, server.Subflow(1 - lost).Phase);
        Assert.Contains(pair.Tap.Trace, t => t.At.Seconds > 2 && (t.Source.Address == MptcpPair.UeAddress(lost) || t.Destination.Address == MptcpPair.UeAddress(lost)) && t.Segment.Has(TcpFlags.Rst));
    }

    [Fact]
    public void Data_of_a_withdrawn_address_move_at_once_and_not_after_a_timeout()
    {
        Assert.InRange(LongestGap(withdraws: true), 0, 0.08);
        Assert.InRange(LongestGap(withdraws: false), 0.2, 2);
    }

    [Fact]
    public void Withdrawal_that_comes_on_the_very_path_it_names_does_not_close_it()
    {
        var pair = new MptcpPair(TwoPaths);
        pair.Tap.Filter = p =>
        {
            if (p.Segment.Options?.RemoveAddress is not null)
            {
                p.Segment.Options = new SegmentOptions { RemoveAddress = new RemoveAddress([0, 9]) };
            }

            return true;
        };
        var (ue, server) = pair.Connect(3_000_000, 3_000_000);
        pair.At(1, () => pair.Ue.Interfaces[1].SetUp(false));
        pair.Drain();
        Assert.Equal((3_000_000, 3_000_000), (ue.Read, server.Read));
        Assert.True(ue.Closed && server.Closed);
    }

    [Fact]
    public void Address_that_comes_back_is_joined_again_under_its_identifier()
    {
        var pair = new MptcpPair(TwoPaths);
        var (ue, server) = pair.Connect(0, 20_000_000);
        pair.At(2, () => pair.Ue.Interfaces[1].SetUp(false));
        pair.At(3, () => pair.Ue.Interfaces[1].SetUp(true));
        pair.Drain();
        Assert.Equal((20_000_000, true), (ue.Read, ue.Closed && server.Closed));
        Assert.Equal((3, 1), (ue.Connection.Subflows.Count, ue.Subflow(2).LocalId));
        Assert.Equal(1, server.Subflow(2).RemoteId);
        Assert.True(ue.Subflow(2).BytesReceived > 2_000_000, $"{ue.Subflow(2).BytesReceived}");
    }

    [Fact]
    public void Join_that_overtakes_the_withdrawal_of_its_address_is_kept()
    {
        var pair = new MptcpPair([new(10, 120), new(10, 5)]);
        var (ue, server) = pair.Connect(0, 20_000_000);
        pair.At(2, () => pair.Ue.Interfaces[1].SetUp(false));
        pair.At(2.02, () => pair.Ue.Interfaces[1].SetUp(true));
        pair.RunUntil(3);
        var withdrawal = pair.Tap.Trace.Single(t => t.Segment.Options?.RemoveAddress is not null).At;
        Assert.True(pair.Tap.Trace.First(t => t.At.Seconds > 2 && t.Segment.Options?.MpJoin is not null).At < withdrawal);
        Assert.Equal((SubflowPhase.Closed, SubflowPhase.Established), (server.Subflow(1).Phase, server.Subflow(2).Phase));
        pair.Drain();
        Assert.Equal((20_000_000, true), (ue.Read, ue.Closed && server.Closed));
    }

    [Fact]
    public void Address_lost_while_no_other_subflow_lives_is_withdrawn_on_the_next_one()
    {
        // Break before make: the first path goes, then the second comes.
        PathEndpoint[] endpoints = [.. Enumerable.Range(0, 2).Select(i => new PathEndpoint((byte)(i + 1), MptcpPair.UeAddress(i), PathEndpointFlags.Subflow))];
        var settings = new HostSettings { SpeaksMptcp = true, Mptcp = new MptcpSettings { PathManager = () => new InKernelPathManager(new PathManagerSettings(endpoints, 8, 8)) } };
        var pair = new MptcpPair(TwoPaths, settings);
        pair.Ue.Interfaces[1].SetUp(false);
        var (ue, server) = pair.Connect(3_000_000, 3_000_000);
        pair.At(1, () => pair.Ue.Interfaces[0].SetUp(false));
        pair.At(1.5, () => pair.Ue.Interfaces[1].SetUp(true));
        pair.RunUntil(20);
        var withdrawal = Assert.Single(pair.Tap.Trace, t => t.Segment.Options?.RemoveAddress is not null);
        Assert.Equal(MptcpPair.UeAddress(1), withdrawal.Source.Address);
        Assert.Equal([0], withdrawal.Segment.Options!.RemoveAddress!.AddressIds);
        Assert.Equal((3_000_000, 3_000_000), (ue.Read, server.Read));
    }

    [Fact]
    public void Server_withdraws_an_announced_address_that_is_gone_and_announces_it_when_it_is_back()
    {
        PathEndpoint[] endpoints = [new PathEndpoint(7, MptcpPair.ServerAddress(1), PathEndpointFlags.Signal)];
        var settings = new HostSettings { SpeaksMptcp = true, Mptcp = new MptcpSettings { PathManager = () => new InKernelPathManager(new PathManagerSettings(endpoints, 8, 0)) } };
        var pair = new MptcpPair([new(10, 10)], server: settings, serverAddresses: 2);
        var (ue, server) = pair.Connect(10_000_000, 10_000_000);
        pair.At(2, () => pair.Server.Interfaces[1].SetUp(false));
        pair.At(4, () => pair.Server.Interfaces[1].SetUp(true));
        pair.RunUntil(3);
        var withdrawal = Assert.Single(pair.Tap.Trace, t => t.Segment.Options?.RemoveAddress is not null);
        Assert.Equal([7], withdrawal.Segment.Options!.RemoveAddress!.AddressIds);
        Assert.False(withdrawal.ToServer);
        Assert.Equal(SubflowPhase.Closed, ue.Subflow(1).Phase);
        pair.Drain();
        Assert.Equal((3, 7), (ue.Connection.Subflows.Count, ue.Subflow(2).RemoteId));
        Assert.True(server.Subflow(2).BytesReceived > 0);
        Assert.Equal((10_000_000, 10_000_000), (ue.Read, server.Read));
    }

    [Fact]
    public void Identifiers_hold_where_address_translation_at_both_ends_hides_the_addresses()
    {
        var pair = new MptcpPair(TwoPaths);
        AddressTranslation.PutBefore(pair);
        var (ue, server) = pair.Connect(10_000_000, 10_000_000);
        pair.At(2, () => pair.Ue.Interfaces[1].SetUp(false));
        pair.RunUntil(2.5);
        Assert.NotEqual(ue.Subflow(1).Local, server.Subflow(1).Remote);
        Assert.Equal([SubflowPhase.Established, SubflowPhase.Closed], server.Connection.Subflows.Select(s => s.Phase));
        pair.Drain();
        Assert.Equal((10_000_000, 10_000_000), (ue.Read, server.Read));
    }

    /// <summary>The longest time without delivery around the loss of the second path, at the UE.</summary>
    private static double LongestGap(bool withdraws)
    {
        var pair = new MptcpPair([new(10, 10) { Queue = 20 }, new(10, 10) { Queue = 20 }]);
        pair.Tap.Filter = p =>
        {
            if (p.Segment.Options?.RemoveAddress is not null && !withdraws)
            {
                p.Segment.Options = null;
            }

            // Nothing leaves an interface that is gone.
            return !(p.IsFrom(1) && pair.Scheduler.Now.Seconds > 2);
        };
        var (ue, _) = pair.Connect(0, 10_000_000);
        pair.RunUntil(2);
        pair.Ue.Interfaces[1].SetUp(false);
        var (gap, last, read) = (0.0, 2.0, ue.Read);
        for (var t = 2.001; t < 4; t += 0.001)
        {
            pair.RunUntil(t);
            if (ue.Read != read)
            {
                (gap, last, read) = (Math.Max(gap, t - last), t, ue.Read);
            }
        }

        return gap;
    }
}
