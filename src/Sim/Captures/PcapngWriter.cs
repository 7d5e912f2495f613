using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using Mpsim.Models.Units;

namespace Mpsim.Captures;

/// <summary>
/// Writes a pcapng file (draft-ietf-opsawg-pcapng): one section, little-endian, interfaces of raw IP packets with times in
/// nanoseconds. Simulated time 0 is written as the Unix epoch.
/// </summary>
internal sealed class PcapngWriter(Stream stream)
{
    /// <summary>Link type of packets that begin with their IP header (LINKTYPE_RAW).</summary>
    public const ushort RawIp = 101;

    public const uint SectionHeader = 0x0A0D0D0A;
    public const uint ByteOrderMagic = 0x1A2B3C4D;
    public const uint InterfaceDescription = 1;
    public const uint EnhancedPacket = 6;

    // Codes of options (sections 3.5, 4.1, 4.2 and 4.3).
    public const ushort EndOfOptions = 0;
    public const ushort Comment = 1;
    public const ushort SectionApplication = 4;
    public const ushort InterfaceName = 2;
    public const ushort InterfaceText = 3;
    public const ushort InterfaceTimeResolution = 9;
    public const ushort PacketFlags = 2;

    private readonly ArrayBufferWriter<byte> _block = new();
    private int _interfaces;

    /// <summary>Writes the header of the section, which is the first thing in a file.</summary>
    public void WriteSection(string application, string comment)
    {
        Begin();
        Word(ByteOrderMagic);
        Half(1);
        Half(0);
        Word(uint.MaxValue);
        Word(uint.MaxValue);
        Option(SectionApplication, application);
        Option(Comment, comment);
        End(SectionHeader);
    }

    /// <summary>Describes an interface.</summary>
    /// <returns>Its number, by which packets name it.</returns>
    public int WriteInterface(string name, string text)
    {
        Begin();
        Half(RawIp);
        Half(0);

        // No limit: what is cut is said by the lengths of each packet.
        Word(0);
        Option(InterfaceName, name);
        Option(InterfaceText, text);
        Option(InterfaceTimeResolution, (ReadOnlySpan<byte>)[9]);
        End(InterfaceDescription);
        return _interfaces++;
    }

    /// <summary>Writes one packet.</summary>
    /// <param name="number">Number of the interface.</param>
    /// <param name="time">When it was seen.</param>
    /// <param name="direction">Which way it went.</param>
    /// <param name="octets">What is kept of it.</param>
    /// <param name="length">Its length on the wire.</param>
    /// <param name="comment">What there is to say, or null.</param>
    public void WritePacket(int number, Instant time, CaptureDirection direction, ReadOnlySpan<byte> octets, int length, string? comment)
    {
        Begin();
        Word((uint)number);
        Word((uint)(time.Nanoseconds >> 32));
        Word((uint)time.Nanoseconds);
        Word((uint)octets.Length);
        Word((uint)length);
        _block.Write(octets);
        Pad();
        Span<byte> flags = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(flags, (uint)direction);
        Option(PacketFlags, flags);
        if (comment is not null)
        {
            Option(Comment, comment);
        }

        End(EnhancedPacket);
    }

    private void Begin() => _block.ResetWrittenCount();

    /// <summary>Writes the block that was put together: type, length, body, length (section 3.1).</summary>
    private void End(uint type)
    {
        Half(EndOfOptions);
        Half(0);
        Span<byte> word = stackalloc byte[8];
        var length = (uint)_block.WrittenCount + 12;
        BinaryPrimitives.WriteUInt32LittleEndian(word, type);
        BinaryPrimitives.WriteUInt32LittleEndian(word[4..], length);
        stream.Write(word);
        stream.Write(_block.WrittenSpan);
        stream.Write(word[4..]);
    }

    private void Option(ushort code, string text) => Option(code, Encoding.UTF8.GetBytes(text).AsSpan());

    private void Option(ushort code, ReadOnlySpan<byte> value)
    {
        Half(code);
        Half((ushort)value.Length);
        _block.Write(value);
        Pad();
    }

    private void Half(ushort value)
    {
        Span<byte> octets = stackalloc byte[2];
        BinaryPrimitives.WriteUInt16LittleEndian(octets, value);
        _block.Write(octets);
    }

    private void Word(uint value)
    {
        Span<byte> octets = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(octets, value);
        _block.Write(octets);
    }

    private void Pad()
    {
        while ((_block.WrittenCount & 3) != 0)
        {
            _block.Write((ReadOnlySpan<byte>)[0]);
        }
    }
}

/// <summary>Which way a packet went at an interface, as in the flags of a pcapng packet.</summary>
internal enum CaptureDirection
{
    Inbound = 1,
    Outbound = 2,
}
