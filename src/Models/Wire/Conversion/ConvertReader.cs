using System.Buffers.Binary;
using Mpsim.Models.Wire.Tcp;

namespace Mpsim.Models.Wire.Conversion;

/// <summary>Reads Convert messages from any octets (RFC 8803 section 6); never throws.</summary>
public static class ConvertReader
{
    private static readonly IpAddress Broadcast = IpAddress.Of(255, 255, 255, 255);

    /// <summary>Octets of the message that begins here, as its fixed header says; 0 while the header is not whole.</summary>
    public static int LengthOf(ReadOnlySpan<byte> octets) => octets.Length < ConvertMessage.HeaderLength ? 0 : octets[1] * 4;

    /// <summary>Reads the message at the beginning of a byte stream; what follows it is not looked at.</summary>
    /// <param name="octets">The stream, or as much of it as is there.</param>
    /// <param name="message">The message; what was read before a fault otherwise.</param>
    public static ConvertFault Read(ReadOnlySpan<byte> octets, out ConvertMessage message)
    {
        message = new ConvertMessage();
        if (octets.Length < ConvertMessage.HeaderLength)
        {
            return ConvertFault.Cut;
        }

        if (BinaryPrimitives.ReadUInt16BigEndian(octets[2..]) != ConvertMessage.MagicNumber)
        {
            return ConvertFault.NotConvert;
        }

        if (octets[1] == 0)
        {
            return ConvertFault.NoLength;
        }

        if (octets[0] != ConvertMessage.Version)
        {
            return ConvertFault.UnsupportedVersion;
        }

        return octets.Length < LengthOf(octets) ? ConvertFault.Cut : ReadTlvs(octets[ConvertMessage.HeaderLength..LengthOf(octets)], ref message);
    }

    /// <summary>"An implementation MUST check that the Convert TLVs are properly framed within the boundary indicated by the Total Length" (section 9).</summary>
    private static ConvertFault ReadTlvs(ReadOnlySpan<byte> rest, ref ConvertMessage message)
    {
        if (rest.IsEmpty)
        {
            // "followed by one or more Convert TLVs"
            return ConvertFault.Malformed;
        }

        while (!rest.IsEmpty)
        {
            var length = rest[1] * 4;
            if (length == 0 || length > rest.Length)
            {
                return ConvertFault.Malformed;
            }

            var fault = ReadTlv(rest[0], rest[2..length], ref message);
            if (fault != ConvertFault.None)
            {
                return fault;
            }

            rest = rest[length..];
        }

        return ConvertFault.None;
    }

    private static ConvertFault ReadTlv(byte type, ReadOnlySpan<byte> value, ref ConvertMessage message)
    {
        switch (type)
        {
            case ConvertTlv.Info when !message.Info && value.Length == 2:
                message = message with { Info = true };
                return ConvertFault.None;
            case ConvertTlv.Connect when message.Connect is null && ReadConnect(value) is { } connect:
                message = message with { Connect = connect };
                return ConvertFault.None;
            case ConvertTlv.ExtendedTcpHeader when message.ExtendedHeader is null:
                message = message with { ExtendedHeader = value[2..].ToArray() };
                return ConvertFault.None;
            case ConvertTlv.SupportedTcpExtensions when message.SupportedExtensions is null:
                message = message with { SupportedExtensions = value[2..].TrimEnd((byte)0).ToArray() };
                return ConvertFault.None;
            case ConvertTlv.Cookie when message.Cookie is null:
                message = message with { Cookie = value[2..].ToArray() };
                return ConvertFault.None;
            case ConvertTlv.Error when message.Failure is null:
                message = message with { Failure = new ConvertFailure((ConvertError)value[0], value[1..].ToArray()) };
                return ConvertFault.None;
            case ConvertTlv.Info or ConvertTlv.Connect or ConvertTlv.ExtendedTcpHeader or ConvertTlv.SupportedTcpExtensions or ConvertTlv.Cookie or ConvertTlv.Error:
                // "A given TLV MUST only appear once on a connection" (section 6.2.1), or it is not of its form.
                return ConvertFault.Malformed;
            default:
                return ConvertFault.UnsupportedMessage;
        }
    }

    private static ConvertConnect? ReadConnect(ReadOnlySpan<byte> value)
    {
        if (value.Length < ConvertTlv.BaseConnectLength - 2)
        {
            return null;
        }

        var server = new Endpoint(IpAddress.FromOctets(value[2..18]), BinaryPrimitives.ReadUInt16BigEndian(value));
        return CanBeServer(server.Address) && ReadOptions(value[18..]) is { } options ? new ConvertConnect(server, options) : null;
    }

    /// <summary>"MUST NOT include multicast, broadcast, or host loopback addresses" (section 6.2.5).</summary>
    private static bool CanBeServer(IpAddress address) => !address.IsNone && (address.IsIPv4
        ? address.Bits >> 28 != 0xE && address.Bits >> 24 != 127 && address != Broadcast
        : address.High >> 56 != 0xFF && (address.High != 0 || address.Low != 1));

    /// <returns>Null when a length is impossible.</returns>
    private static List<UnknownOption>? ReadOptions(ReadOnlySpan<byte> rest)
    {
        var options = new List<UnknownOption>();
        while (!rest.IsEmpty)
        {
            if (rest[0] <= 1)
            {
                // Padding, and kinds 0 and 1, which a converter ignores (section 7.1).
                rest = rest[1..];
                continue;
            }

            if (rest.Length < 2 || rest[1] < 2 || rest[1] > rest.Length)
            {
                return null;
            }

            options.Add(new UnknownOption(rest[0], rest[2..rest[1]].ToArray()));
            rest = rest[rest[1]..];
        }

        return options;
    }
}
