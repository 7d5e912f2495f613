using Mpsim.Models.Network.Tunnels;
using Mpsim.Models.Wire;

namespace Mpsim.Models.Tests.Network.Tunnels;

public sealed class TunnelTests
{
    [Theory]
    [InlineData(false, 20)]
    [InlineData(true, 40)]
    public void Packet_gets_an_outer_header_between_the_ends_of_the_tunnel_and_comes_out_as_it_went_in(bool ipv6, int header)
    {
        var bench = new TunnelBench(ipv6: ipv6).Send(1000).Send(700, fromLeft: false).Run();

        var (up, down) = (bench.Middle.Seen.Single(each => each.Outer!.Destination == bench.Far.Face.Address), bench.Middle.Seen.Single(each => each.Outer!.Destination == bench.Entry.Face.Address));
        Assert.Equal((1000 + header, Packet.DefaultTimeToLive), (up.Length, up.TimeToLive));
        Assert.Equal(700 + header, down.Length);

        // RFC 2003 section 3.1: entry and far end count as hops, what lies between them does not.
        Assert.Equal((1000, 960, (byte)(Packet.DefaultTimeToLive - 2), EcnCodepoint.Ect0, null), Assert.Single(bench.AtRight));
        Assert.Equal((700, 660, (byte)(Packet.DefaultTimeToLive - 2), EcnCodepoint.Ect0, null), Assert.Single(bench.AtLeft));
        Assert.Equal(0, bench.Pool.Outstanding);
    }

    [Fact]
    public void Congestion_that_is_experienced_in_the_tunnel_is_experienced_by_the_packet_inside()
    {
        var bench = new TunnelBench();
        bench.Middle.Filter = packet =>
        {
            packet.Ecn = EcnCodepoint.Ce;
            return true;
        };

        Assert.Equal(EcnCodepoint.Ce, Assert.Single(bench.Send(1000).Run().AtRight).Ecn);
    }

    [Theory]
    [InlineData(false, 1480)]
    [InlineData(true, 1460)]
    public void Packet_that_does_not_fit_with_its_header_vanishes(bool ipv6, int largest)
    {
        var bench = new TunnelBench(Oversize.Drop, ipv6).Send(largest).Send(largest + 1).Run();

        Assert.Equal(largest, Assert.Single(bench.AtRight).Length);
        Assert.Equal((1, largest), ((int)bench.Entry.DroppedTooBig.Packets, bench.Entry.InnerMtu));
        Assert.Equal(0, bench.Pool.Outstanding);
    }

    [Theory]
    [InlineData(false, 1500, 1440)]
    [InlineData(true, 1500, 1420)]
    [InlineData(false, 1420, 1360)]
    public void Segment_size_in_syns_is_lowered_both_ways_to_what_fits(bool ipv6, int mtu, int fits)
    {
        var bench = new TunnelBench(Oversize.Clamp, ipv6, mtu).Send(0, mss: 1460).Send(0, fromLeft: false, mss: 1460).Send(0, mss: 500).Run();

        Assert.Equal([(ushort)fits, (ushort)500], bench.AtRight.Select(each => each.Mss!.Value).Order().Reverse());
        Assert.Equal((ushort)fits, Assert.Single(bench.AtLeft).Mss);
    }

    [Theory]
    [InlineData(false, 1500, new[] { 1500, 40 })]
    [InlineData(true, 1500, new[] { 1496, 100 })]
    [InlineData(false, 576, new[] { 572, 572, 416 })]
    public void Packet_that_does_not_fit_goes_in_fragments_and_is_whole_again_at_the_far_end(bool ipv6, int mtu, int[] lengths)
    {
        var bench = new TunnelBench(Oversize.Fragment, ipv6, mtu).Send(1500).Run();

        Assert.Equal(lengths, bench.Middle.Seen.Select(each => each.Length));
        Assert.All(bench.Middle.Seen, each => Assert.Equal(0, each.Fragment.Offset % 8));
        Assert.Equal(1500, bench.Middle.Seen.Sum(each => each.Fragment.Length));
        Assert.Equal((1500, 1460), (Assert.Single(bench.AtRight).Length, bench.AtRight[0].Payload));
        Assert.Equal(0, bench.Pool.Outstanding);
        Assert.Equal(1, bench.Entry.Fragmented.Packets);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Packet_of_which_a_fragment_is_lost_is_given_up_after_half_a_minute(int lost)
    {
        var bench = new TunnelBench(Oversize.Fragment);
        var place = 0;
        bench.Middle.Filter = _ => place++ != lost;
        bench.Send(1500).Send(1500).Run(29);

        Assert.Equal((1500, 1), (Assert.Single(bench.AtRight).Length, bench.Far.PacketsHeld));
        Assert.Equal(1, bench.Pool.Outstanding);
        bench.Run(2);
        Assert.Equal((0, 0), (bench.Far.PacketsHeld, bench.Pool.Outstanding));
    }

    [Fact]
    public void Congestion_that_one_fragment_has_experienced_the_packet_has()
    {
        var bench = new TunnelBench(Oversize.Fragment);
        bench.Middle.Filter = packet =>
        {
            packet.Ecn = packet.Fragment.More ? packet.Ecn : EcnCodepoint.Ce;
            return true;
        };

        Assert.Equal(EcnCodepoint.Ce, Assert.Single(bench.Send(1500).Run().AtRight).Ecn);
    }

    [Fact]
    public void Identification_that_comes_up_again_gives_the_older_packet_up()
    {
        var bench = new TunnelBench(Oversize.Fragment);
        bench.Middle.Filter = packet =>
        {
            // The second fragment of the first packet is lost, and the next packet bears the same identification.
            var keep = packet.Fragment is not { Identification: 1, More: false };
            packet.Fragment = packet.Fragment with { Identification = 7 };
            return keep;
        };
        bench.Send(1500).Send(1500).Run();

        Assert.Equal(1500, Assert.Single(bench.AtRight).Length);
        Assert.Equal((0, 0), (bench.Far.PacketsHeld, bench.Pool.Outstanding));
    }
}
