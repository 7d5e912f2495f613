using System.Buffers.Binary;

namespace Mpsim.Models.Wire.Conversion;

/// <summary>Convert messages as octets (RFC 8803 sections 6.1 and 6.2).</summary>
public static class ConvertWriter
{
    /// <summary>Writes a message.</summary>
    /// <exception cref="ArgumentException">It has no TLV, or is longer than <see cref="ConvertMessage.MostOctets"/>.</exception>
    public static byte[] Write(ConvertMessage message)
    {
        var octets = new List<byte>(32) { ConvertMessage.Version, 0, ConvertMessage.MagicNumber >> 8, ConvertMessage.MagicNumber & 0xFF };
        if (message.Info)
        {
            Add(octets, ConvertTlv.Info, [0, 0]);
        }

        if (message.Connect is { } connect)
        {
            Add(octets, ConvertTlv.Connect, ValueOf(connect));
        }

        AddAfterZeros(octets, ConvertTlv.ExtendedTcpHeader, message.ExtendedHeader);
        AddAfterZeros(octets, ConvertTlv.SupportedTcpExtensions, message.SupportedExtensions);
        AddAfterZeros(octets, ConvertTlv.Cookie, message.Cookie);
        if (message.Failure is { } failure)
        {
            Add(octets, ConvertTlv.Error, [(byte)failure.Code, .. failure.Value]);
        }

        if (octets.Count is ConvertMessage.HeaderLength or > ConvertMessage.MostOctets)
        {
            throw new ArgumentException($"a Convert message of {octets.Count} octets", nameof(message));
        }

        octets[1] = (byte)(octets.Count / 4);
        return [.. octets];
    }

    /// <summary>As much of a message as an Error TLV can echo (section 6.2.8, figure 23), after the octet of zeros that keeps it aligned.</summary>
    public static byte[] Echo(ReadOnlySpan<byte> message) => [0, .. message[..Math.Min(message.Length, ConvertMessage.MostOctets - 8)]];

    private static byte[] ValueOf(ConvertConnect connect)
    {
        var value = new List<byte>(ConvertTlv.BaseConnectLength);
        Span<byte> fixedPart = stackalloc byte[ConvertTlv.BaseConnectLength - 2];
        BinaryPrimitives.WriteUInt16BigEndian(fixedPart, connect.Server.Port);

        // "IPv4 addresses MUST be encoded using the IPv4-mapped IPv6 address format", which is how an address is held.
        BinaryPrimitives.WriteUInt64BigEndian(fixedPart[2..], connect.Server.Address.High);
        BinaryPrimitives.WriteUInt64BigEndian(fixedPart[10..], connect.Server.Address.Low);
        value.AddRange(fixedPart);
        foreach (var option in connect.Options)
        {
            value.AddRange([option.Kind, (byte)option.Length, .. option.Octets]);
        }

        return [.. value];
    }

    private static void AddAfterZeros(List<byte> octets, byte type, byte[]? value)
    {
        if (value is not null)
        {
            Add(octets, type, [0, 0, .. value]);
        }
    }

    /// <summary>A length counts words, type and length included; the value is padded with zeros.</summary>
    private static void Add(List<byte> octets, byte type, byte[] value)
    {
        var words = (2 + value.Length + 3) / 4;
        octets.Add(type);
        octets.Add((byte)Math.Min(words, byte.MaxValue));
        octets.AddRange(value);
        octets.AddRange(new byte[(words * 4) - 2 - value.Length]);
    }
}
