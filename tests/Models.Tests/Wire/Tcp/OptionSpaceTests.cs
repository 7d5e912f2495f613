using CsCheck;
using Mpsim.Models.Tests.Wire.Codec;
using Mpsim.Models.Wire;
using Mpsim.Models.Wire.Mptcp;
using Mpsim.Models.Wire.Tcp;

namespace Mpsim.Models.Tests.Wire.Tcp;

public sealed class OptionSpaceTests
{
    private static readonly IpAddress V6 = new(0x2001_0db8_0000_0000, 1);

    [Fact]
    public void IPv6_address_with_port_fits_beside_timestamps_without_padding()
    {
        var packet = Measured(new SegmentOptions { AddAddress = new AddAddress(false, 1, V6, 8080, 9) });
        Assert.True(packet.Segment.HasTimestamps);
        Assert.NotNull(packet.Segment.Options!.AddAddress);
        Assert.Equal(40 + 40, packet.WireLength);
    }

    [Fact]
    public void Data_acknowledgement_makes_room_for_an_address()
    {
        var packet = Measured(new SegmentOptions { AddAddress = new AddAddress(false, 1, V6, null, 9) }, DssFlags.DataAck | DssFlags.DataAck8);
        Assert.NotNull(packet.Segment.Options!.AddAddress);
        Assert.False(packet.Segment.HasDss);
        Assert.True(packet.Segment.HasTimestamps);
    }

    [Fact]
    public void Mapping_does_not_make_room_for_an_address()
    {
        var packet = Measured(new SegmentOptions { AddAddress = new AddAddress(false, 1, V6, null, 9) }, DssFlags.DataAck | DssFlags.Mapping | DssFlags.Dsn8);
        Assert.Null(packet.Segment.Options!.AddAddress);
        Assert.True(packet.Segment.HasDss);
    }

    [Fact]
    public void Sack_gets_what_is_left_by_the_block()
    {
        var packet = new Packet();
        packet.Segment.HasTimestamps = true;
        packet.Segment.HasDss = true;
        packet.Segment.Dss = DssFlags.DataAck;
        packet.Segment.SackCount = 4;
        packet.Segment.Sack[0] = new SackBlock(7, 8);
        packet.Measure();
        Assert.Equal(2, packet.Segment.SackCount);
        Assert.Equal(7u, packet.Segment.Sack[0].Left);
        Assert.True(packet.Segment.HasDss);
    }

    [Fact]
    public void Authentication_goes_before_everything_and_the_unknown_goes_last()
    {
        var packet = Measured(new SegmentOptions
        {
            Authentication = new TcpAuthentication(new byte[18]),
            MpJoin = new MpJoin(MpJoinKind.Ack, false, 0, 0, 0, new byte[20]),
            FastOpen = new FastOpenCookie(new byte[4]),
            Unknown = [new UnknownOption(200, new byte[4]), new UnknownOption(201, [])],
        });
        var options = packet.Segment.Options!;
        Assert.NotNull(options.Authentication);
        Assert.True(packet.Segment.HasTimestamps);
        Assert.Null(options.MpJoin);
        Assert.NotNull(options.FastOpen);
        Assert.Equal(201, Assert.Single(options.Unknown).Kind);
    }

    [Fact]
    public void Whatever_is_asked_for_at_most_forty_octets_leave() =>
        Gen.ULong.Sample(seed => Assert.InRange(new RandomPackets(seed).Make().Segment.OptionsLength(), 0, Segment.MaximumOptionsLength));

    [Fact]
    public void What_fits_is_not_touched()
    {
        var options = new SegmentOptions { MpPrio = new MpPrio(true) };
        Assert.Same(options, Measured(options).Segment.Options);
    }

    private static Packet Measured(SegmentOptions options, DssFlags? dss = null)
    {
        var packet = new Packet();
        packet.Source = new Endpoint(IpAddress.Of(10, 0, 0, 1), 1);
        packet.Segment.HasTimestamps = true;
        packet.Segment.Options = options;
        packet.Segment.HasDss = dss is not null;
        packet.Segment.Dss = dss ?? DssFlags.None;
        packet.Measure();
        return packet;
    }
}
