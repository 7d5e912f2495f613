using CsCheck;
using Mpsim.Models.Wire;
using Mpsim.Models.Wire.Codec;
using Mpsim.Models.Wire.Conversion;
using Mpsim.Models.Wire.Mptcp;
using Mpsim.Models.Wire.Tcp;

namespace Mpsim.Models.Tests.Wire.Conversion;

/// <summary>The option of plain transport mode as octets: an experimental option with an identifier (RFC 6994).</summary>
public sealed class PlainModeTests
{
    private static readonly Endpoint Server = new(IpAddress.Of(192, 0, 2, 1), 0);

    private static readonly Gen<Endpoint> Servers = Gen.Select(Gen.Bool, Gen.Byte[1, 126], Gen.Int, Gen.Int, Gen.Int[0, 65535], (isV4, first, high, low, port) => new Endpoint(
        isV4 ? IpAddress.Of(first, (byte)(high >> 8), (byte)high, (byte)(low | 1)) : new IpAddress(0x2001_0db8_0000_0000UL | (uint)high, (uint)low), (ushort)port));

    [Fact]
    public void Option_has_a_kind_for_experiments_then_the_identifier_then_what_the_draft_has()
    {
        var option = new PlainMode(Server).ToOption();
        Assert.Equal(253, option.Kind);
        Assert.Equal([0x93, 0xD6, 192, 0, 2, 1], option.Octets);
        Assert.Equal(8, option.Length);

        Assert.Equal([0x93, 0xD6, 192, 0, 2, 1, 0x01, 0xBB], new PlainMode(new Endpoint(Server.Address, 443)).ToOption().Octets);
    }

    [Fact]
    public void Option_is_found_again_among_others() => Servers.Sample(server =>
        Assert.Equal(server, PlainMode.Find(new SegmentOptions { Unknown = [new UnknownOption(253, [1, 2]), new PlainMode(server).ToOption()] })?.Server));

    [Theory]
    [InlineData(254, new byte[] { 0x93, 0xD6, 192, 0, 2, 1 })]
    [InlineData(253, new byte[] { 0x93, 0xD7, 192, 0, 2, 1 })]
    [InlineData(253, new byte[] { 0x93, 0xD6, 192, 0, 2 })]
    [InlineData(253, new byte[] { 0x93, 0xD6, 192, 0, 2, 1, 0 })]
    [InlineData(253, new byte[] { 0x93 })]
    [InlineData(30, new byte[] { 0xF8, 0, 192, 0, 2, 1 })]
    public void Other_experiment_is_not_taken_for_plain_mode(int kind, byte[] octets) =>
        Assert.Null(PlainMode.Find(new SegmentOptions { Unknown = [new UnknownOption((byte)kind, octets)] }));

    [Fact]
    public void Option_has_room_in_a_syn_with_all_that_a_phone_asks_for()
    {
        var syn = new Packet { Source = new Endpoint(IpAddress.Of(10, 0, 0, 1), 40_000), Destination = new Endpoint(IpAddress.Of(192, 0, 2, 9), 5001) };
        syn.Segment.Flags = TcpFlags.Syn;
        syn.Segment.HasTimestamps = true;
        syn.Segment.Options = new SegmentOptions
        {
            MaximumSegmentSize = 1460,
            WindowScale = 7,
            SackPermitted = true,
            MpCapable = new MpCapable(1, 1, null, null, null),
            FastOpen = new FastOpenCookie([]),
            Unknown = [new PlainMode(Server).ToOption()],
        };
        syn.Measure();
        var octets = new byte[syn.WireLength];
        PacketEncoder.Encode(syn, octets);
        var read = new Packet();
        Assert.True(PacketDecoder.Decode(octets, read).IsPacket);
        Assert.Equal(Server, PlainMode.Find(read.Segment.Options)?.Server);
    }
}
