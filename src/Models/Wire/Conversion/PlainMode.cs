using System.Buffers.Binary;
using Mpsim.Models.Wire.Tcp;

namespace Mpsim.Models.Wire.Conversion;

/// <summary>
/// The MPTCP option of plain transport mode (draft-boucadair-mptcp-plain-mode-06 section 4.1): in a SYN to a concentrator it names the server that is
/// meant. The draft leaves the subtype open; here it is that of private use (RFC 8684 section 3.9).
/// </summary>
/// <param name="Server">Address of the server, and its port; port 0 leaves it to be that of the SYN.</param>
public sealed record PlainMode(Endpoint Server)
{
    private const byte MptcpKind = 30;
    private const byte PrivateUse = 0xF0;

    /// <summary>D: the address is the destination's, not the source's.</summary>
    private const byte IsDestination = 0x08;

    /// <summary>The option as it travels.</summary>
    public UnknownOption ToOption()
    {
        Span<byte> octets = stackalloc byte[20];
        octets[0] = PrivateUse | IsDestination;
        octets[1] = 0;
        var count = 2 + Server.Address.WriteOctets(octets[2..]);
        if (Server.Port != 0)
        {
            BinaryPrimitives.WriteUInt16BigEndian(octets[count..], Server.Port);
            count += 2;
        }

        return new UnknownOption(MptcpKind, octets[..count].ToArray());
    }

    /// <returns>Null when a SYN has no such option.</returns>
    public static PlainMode? Find(SegmentOptions? options)
    {
        for (var i = 0; i < options?.Unknown.Count; i++)
        {
            if (Read(options.Unknown[i]) is { } found)
            {
                return found;
            }
        }

        return null;
    }

    private static PlainMode? Read(UnknownOption option)
    {
        var octets = option.Octets;
        if (option.Kind != MptcpKind || octets.Length < 6 || (octets[0] & 0xF8) != (PrivateUse | IsDestination) || octets.Length - 2 is not (4 or 6 or 16 or 18))
        {
            return null;
        }

        var width = octets.Length - 2 is 4 or 6 ? 4 : 16;
        var port = octets.Length - 2 == width ? (ushort)0 : BinaryPrimitives.ReadUInt16BigEndian(octets.AsSpan(2 + width));
        return new PlainMode(new Endpoint(IpAddress.FromOctets(octets.AsSpan(2, width)), port));
    }
}
