using System.Buffers.Binary;
using Mpsim.Models.Wire.Tcp;

namespace Mpsim.Models.Wire.Conversion;

/// <summary>
/// The option of plain transport mode (draft-boucadair-mptcp-plain-mode-06 section 4.1): in a SYN to a concentrator it names the server that is meant.
/// The draft makes it an option of MPTCP and was given no subtype, so that whoever reads the wire takes one of its own choice for an error. Here it is an experimental option of TCP
/// that says by an identifier which experiment it is (RFC 6994 section 3). The identifier stands in the place of the draft's 16 bits of subtype and flags and means
/// those that are always the same here: D, the address is the destination's, and TCP. So the option is as long as the draft's and finds room in the same SYNs.
/// </summary>
/// <param name="Server">Address of the server, and its port; port 0 leaves it to be that of the SYN.</param>
public sealed record PlainMode(Endpoint Server)
{
    /// <summary>The first of the two kinds that are for experiments (RFC 4727 section 7.1).</summary>
    private const byte Experiment = 253;

    /// <summary>ExID. It is not registered, as one that leaves the laboratory must be (RFC 6994 section 3.1).</summary>
    private const ushort ExperimentIdentifier = 0x93D6;

    /// <summary>Octets before the address.</summary>
    private const int IdentifierLength = 2;

    /// <summary>The option as it travels.</summary>
    public UnknownOption ToOption()
    {
        Span<byte> octets = stackalloc byte[20];
        BinaryPrimitives.WriteUInt16BigEndian(octets, ExperimentIdentifier);
        var count = IdentifierLength + Server.Address.WriteOctets(octets[IdentifierLength..]);
        if (Server.Port != 0)
        {
            BinaryPrimitives.WriteUInt16BigEndian(octets[count..], Server.Port);
            count += 2;
        }

        return new UnknownOption(Experiment, octets[..count].ToArray());
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

    /// <summary>Reads one option.</summary>
    /// <returns>Null when it is another option, or has a length that this one cannot have.</returns>
    public static PlainMode? Read(UnknownOption option)
    {
        var octets = option.Octets.AsSpan();
        if (option.Kind != Experiment || octets.Length < IdentifierLength || BinaryPrimitives.ReadUInt16BigEndian(octets) != ExperimentIdentifier)
        {
            return null;
        }

        var rest = octets[IdentifierLength..];
        if (rest.Length is not (4 or 6 or 16 or 18))
        {
            return null;
        }

        var width = rest.Length is 4 or 6 ? 4 : 16;
        var port = rest.Length == width ? (ushort)0 : BinaryPrimitives.ReadUInt16BigEndian(rest[width..]);
        return new PlainMode(new Endpoint(IpAddress.FromOctets(rest[..width]), port));
    }
}
