using System.Buffers.Binary;
using System.Text;
using Mpsim.Models.Units;

namespace Mpsim.Captures;

/// <summary>Reads what <see cref="PcapngWriter"/> writes: one little-endian section of raw IP packets. Blocks of other types are passed over.</summary>
internal sealed class PcapngReader
{
    private readonly List<string> _interfaces = [];
    private readonly List<PcapngPacket> _packets = [];

    private PcapngReader()
    {
    }

    /// <summary>Names of the interfaces, by number.</summary>
    public IReadOnlyList<string> Interfaces => _interfaces;

    public IReadOnlyList<PcapngPacket> Packets => _packets;

    /// <summary>What the section says of itself.</summary>
    public string Comment { get; private set; } = "";

    /// <summary>Reads a whole file.</summary>
    /// <exception cref="InvalidDataException">The file is not such a capture; the message has the place.</exception>
    public static PcapngReader Read(ReadOnlySpan<byte> file)
    {
        var reader = new PcapngReader();
        var position = 0;
        while (position < file.Length)
        {
            var rest = file[position..];
            var length = rest.Length >= 12 ? BinaryPrimitives.ReadUInt32LittleEndian(rest[4..]) : 0;
            if (length < 12 || length > rest.Length || (length & 3) != 0)
            {
                throw new InvalidDataException($"octet {position}: a block of an impossible length");
            }

            try
            {
                reader.ReadBlock(BinaryPrimitives.ReadUInt32LittleEndian(rest), rest[8..((int)length - 4)], position == 0);
            }
            catch (ArgumentOutOfRangeException)
            {
                throw new InvalidDataException($"octet {position}: a block that is shorter than what it holds");
            }

            position += (int)length;
        }

        return position > 0 ? reader : throw new InvalidDataException("the file is empty");
    }

    private void ReadBlock(uint type, ReadOnlySpan<byte> body, bool isFirst)
    {
        if (isFirst && (type != PcapngWriter.SectionHeader || BinaryPrimitives.ReadUInt32LittleEndian(body) != PcapngWriter.ByteOrderMagic))
        {
            throw new InvalidDataException("not a pcapng file as mpsim writes them");
        }

        switch (type)
        {
            case PcapngWriter.SectionHeader:
                Comment = Text(body[16..], PcapngWriter.Comment) ?? "";
                break;
            case PcapngWriter.InterfaceDescription:
                _interfaces.Add(Text(body[8..], PcapngWriter.InterfaceName) ?? "");
                break;
            case PcapngWriter.EnhancedPacket:
                ReadPacket(body);
                break;
        }
    }

    private void ReadPacket(ReadOnlySpan<byte> body)
    {
        var number = (int)BinaryPrimitives.ReadUInt32LittleEndian(body);
        var time = ((long)BinaryPrimitives.ReadUInt32LittleEndian(body[4..]) << 32) | BinaryPrimitives.ReadUInt32LittleEndian(body[8..]);
        var kept = (int)BinaryPrimitives.ReadUInt32LittleEndian(body[12..]);
        var octets = body.Slice(20, kept);
        var options = body[(20 + ((kept + 3) & ~3))..];
        var flags = Find(options, PcapngWriter.PacketFlags);
        if (number >= _interfaces.Count)
        {
            throw new InvalidDataException($"a packet of interface {number}, which is not described");
        }

        _packets.Add(new PcapngPacket(
            _interfaces[number],
            new Instant(time),
            flags.Length == 4 && (BinaryPrimitives.ReadUInt32LittleEndian(flags) & 3) == (uint)CaptureDirection.Outbound ? CaptureDirection.Outbound : CaptureDirection.Inbound,
            octets.ToArray(),
            Text(options, PcapngWriter.Comment)));
    }

    private static string? Text(ReadOnlySpan<byte> options, ushort code)
    {
        var value = Find(options, code);
        return value.Length == 0 ? null : Encoding.UTF8.GetString(value);
    }

    /// <summary>The value of the first option of a code, or nothing.</summary>
    private static ReadOnlySpan<byte> Find(ReadOnlySpan<byte> options, ushort code)
    {
        while (options.Length >= 4)
        {
            var found = BinaryPrimitives.ReadUInt16LittleEndian(options);
            var length = BinaryPrimitives.ReadUInt16LittleEndian(options[2..]);
            if (found == code)
            {
                return options.Slice(4, length);
            }

            if (found == PcapngWriter.EndOfOptions)
            {
                break;
            }

            options = options[(4 + ((length + 3) & ~3))..];
        }

        return [];
    }
}

/// <summary>One packet of a capture.</summary>
/// <param name="Interface">Name of the interface.</param>
/// <param name="Time">When it was seen.</param>
/// <param name="Direction">Which way it went.</param>
/// <param name="Octets">What was kept of it, from the IP header on.</param>
/// <param name="Comment">What the capture says of it, or null.</param>
internal sealed record PcapngPacket(string Interface, Instant Time, CaptureDirection Direction, byte[] Octets, string? Comment);
