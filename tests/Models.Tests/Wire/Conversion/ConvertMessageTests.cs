using CsCheck;
using Mpsim.Models.Wire;
using Mpsim.Models.Wire.Conversion;
using Mpsim.Models.Wire.Tcp;

namespace Mpsim.Models.Tests.Wire.Conversion;

/// <summary>Convert messages (RFC 8803 section 6) as octets.</summary>
public sealed class ConvertMessageTests
{
    private static readonly Endpoint Server = new(IpAddress.Of(192, 0, 2, 1), 80);

    private static readonly Gen<byte[]> Octets = Gen.Byte.Array[0, 60];

    private static readonly Gen<Endpoint> Servers = Gen.Select(Gen.Bool, Gen.Byte[1, 126], Gen.Int, Gen.Int, Gen.Int[0, 65535], (isV4, first, high, low, port) => new Endpoint(
        isV4 ? IpAddress.Of(first, (byte)(high >> 8), (byte)high, (byte)(low | 1)) : new IpAddress(0x2001_0db8_0000_0000UL | (uint)high, (uint)low), (ushort)port));

    private static readonly Gen<UnknownOption[]> Options = Gen.Select(Gen.Byte[2, 254], Gen.Byte.Array[0, 8], (kind, octets) => new UnknownOption(kind, octets)).Array[0, 4];

    private static readonly Gen<ConvertMessage> Messages = Gen.Select(
        Gen.Bool, Gen.Select(Servers, Options, (server, options) => new ConvertConnect(server, options)).Null(), Octets.Null(), Gen.Byte[1, 255].Array[0, 9].Null(), Octets.Null(),
        Gen.Select(Gen.Byte, Octets, (code, value) => new ConvertFailure((ConvertError)code, value)).Null(),
        (info, connect, header, kinds, cookie, failure) => new ConvertMessage { Info = info || connect is null, Connect = connect, ExtendedHeader = header, SupportedExtensions = kinds, Cookie = cookie, Failure = failure });

    [Fact]
    public void Connect_message_has_the_octets_that_the_rfc_draws()
    {
        byte[] expected =
        [
            1, 6, 0x22, 0x63, // fixed header: version, six words, magic number
            10, 5, 0, 80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF, 192, 0, 2, 1, // Base Connect TLV
        ];

        Assert.Equal(expected, ConvertWriter.Write(new ConvertMessage { Connect = new ConvertConnect(Server, []) }));
    }

    [Fact]
    public void Each_tlv_has_the_octets_that_the_rfc_draws()
    {
        var message = new ConvertMessage
        {
            Info = true,
            Connect = new ConvertConnect(Server, [new UnknownOption(30, [])]),
            ExtendedHeader = [2, 4, 5, 0xB4],
            SupportedExtensions = [30, 4],
            Cookie = [1, 2, 3],
            Failure = new ConvertFailure(ConvertError.UnsupportedTcpOption, [34, 29]),
        };

        byte[] expected =
        [
            1, 18, 0x22, 0x63, 1, 1, 0, 0, 10, 6, 0, 80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF, 192, 0, 2, 1, 30, 2, 0, 0,
            20, 2, 0, 0, 2, 4, 5, 0xB4, 21, 2, 0, 0, 30, 4, 0, 0, 22, 2, 0, 0, 1, 2, 3, 0, 30, 2, 33, 34, 29, 0, 0, 0,
        ];
        expected[1] = (byte)(expected.Length / 4);

        Assert.Equal(expected, ConvertWriter.Write(message));
    }

    [Fact]
    public void Message_that_is_written_is_read_back() => Messages.Sample(message =>
    {
        var octets = ConvertWriter.Write(message);
        Assert.Equal(ConvertFault.None, ConvertReader.Read([.. octets, 1, 2, 3], out var read));
        Assert.Equal(octets, ConvertWriter.Write(read));
        Assert.Equal(message.Connect?.Server, read.Connect?.Server);
        Assert.Equal(message.Info, read.Info);
        Assert.Equal(message.Failure?.Code, read.Failure?.Code);
    });

    [Fact]
    public void Message_in_pieces_is_cut_until_its_last_octet() => Messages.Sample(message =>
    {
        var octets = ConvertWriter.Write(message);
        for (var count = 0; count < octets.Length; count++)
        {
            Assert.Equal(ConvertFault.Cut, ConvertReader.Read(octets.AsSpan(0, count), out _));
        }
    });

    [Fact]
    public void Any_octets_are_read_without_harm() => Gen.Select(Gen.Byte.Array[0, 80], Gen.Bool, Gen.Byte[0, 20]).Sample((octets, hasHeader, words) =>
    {
        if (hasHeader && octets.Length >= 4)
        {
            (octets[0], octets[1], octets[2], octets[3]) = (1, words, 0x22, 0x63);
        }

        ConvertReader.Read(octets, out _);
    });

    [Fact]
    public void Any_octet_of_a_message_may_be_another() => Gen.Select(Messages, Gen.Int[0, 1020], Gen.Byte).Sample((message, at, value) =>
    {
        var octets = ConvertWriter.Write(message);
        octets[at % octets.Length] = value;
        if (ConvertReader.Read(octets, out var read) == ConvertFault.None)
        {
            ConvertWriter.Write(read);
        }
    });

    public static TheoryData<byte[], ConvertFault> Faults => new()
    {
        { [1, 0, 0x22, 0x63], ConvertFault.NoLength },
        { [1, 2, 0x22, 0x64, 1, 1, 0, 0], ConvertFault.NotConvert },
        { [2, 2, 0x22, 0x63, 1, 1, 0, 0], ConvertFault.UnsupportedVersion },
        { [0, 2, 0x22, 0x63, 1, 1, 0, 0], ConvertFault.UnsupportedVersion },
        { [1, 1, 0x22, 0x63], ConvertFault.Malformed }, // no TLV
        { [1, 2, 0x22, 0x63, 1, 2, 0, 0], ConvertFault.Malformed }, // a TLV beyond the message
        { [1, 2, 0x22, 0x63, 1, 0, 0, 0], ConvertFault.Malformed }, // a TLV without length
        { [1, 3, 0x22, 0x63, 1, 1, 0, 0, 1, 1, 0, 0], ConvertFault.Malformed }, // one TLV twice
        { [1, 3, 0x22, 0x63, 1, 2, 0, 0, 0, 0, 0, 0], ConvertFault.Malformed }, // an Info TLV that is too long
        { [1, 2, 0x22, 0x63, 10, 1, 0, 80], ConvertFault.Malformed }, // a Connect TLV that is too short
        { [1, 2, 0x22, 0x63, 0, 1, 0, 0], ConvertFault.UnsupportedMessage },
        { [1, 2, 0x22, 0x63, 77, 1, 0, 0], ConvertFault.UnsupportedMessage },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public void Fault_is_told(byte[] octets, ConvertFault fault) => Assert.Equal(fault, ConvertReader.Read(octets, out _));

    [Theory]
    [InlineData("224.0.0.1")]
    [InlineData("239.1.2.3")]
    [InlineData("255.255.255.255")]
    [InlineData("127.0.0.1")]
    [InlineData("0.0.0.0")]
    [InlineData("ff02::1")]
    [InlineData("::1")]
    public void Address_that_cannot_be_a_server_s_makes_a_message_malformed(string text)
    {
        Assert.True(IpAddress.TryParse(text, out var address));
        var octets = ConvertWriter.Write(new ConvertMessage { Connect = new ConvertConnect(new Endpoint(address, 80), []) });

        Assert.Equal(ConvertFault.Malformed, ConvertReader.Read(octets, out _));
    }

    [Fact]
    public void Echo_of_the_longest_message_still_fits_into_one() =>
        Assert.Equal(ConvertMessage.MostOctets, ConvertWriter.Write(ConvertMessage.Of(ConvertError.MalformedMessage, ConvertWriter.Echo(new byte[ConvertMessage.MostOctets]))).Length);
}
