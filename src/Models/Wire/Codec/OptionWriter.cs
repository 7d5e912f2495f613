using System.Buffers.Binary;

namespace Mpsim.Models.Wire.Codec;

/// <summary>Writes options one after the other into the option space of a TCP header.</summary>
/// <param name="space">The option space.</param>
/// <param name="aligned">Each option begins and ends at a multiple of four octets, as Linux lays them out.</param>
internal ref struct OptionWriter(Span<byte> space, bool aligned)
{
    private readonly Span<byte> _space = space;

    /// <summary>Octets written.</summary>
    public int Position { get; private set; }

    public readonly bool Aligned => aligned;

    /// <summary>Begins an option.</summary>
    public void Begin(byte kind, int length)
    {
        Byte(kind);
        Byte((byte)length);
    }

    public void Byte(int value) => _space[Position++] = (byte)value;

    public void Word(int value)
    {
        BinaryPrimitives.WriteUInt16BigEndian(_space[Position..], (ushort)value);
        Position += 2;
    }

    public void Double(uint value)
    {
        BinaryPrimitives.WriteUInt32BigEndian(_space[Position..], value);
        Position += 4;
    }

    public void Quad(ulong value)
    {
        BinaryPrimitives.WriteUInt64BigEndian(_space[Position..], value);
        Position += 8;
    }

    public void Octets(ReadOnlySpan<byte> octets)
    {
        octets.CopyTo(_space[Position..]);
        Position += octets.Length;
    }

    public void Address(IpAddress address) => Position += address.WriteOctets(_space[Position..]);

    /// <summary>No-operations before an option, so that what is in it is aligned.</summary>
    public void Lead(int count)
    {
        for (var i = 0; aligned && i < count; i++)
        {
            Byte(OptionKind.NoOperation);
        }
    }

    /// <summary>No-operations after an option, up to the next multiple of four.</summary>
    public void Align()
    {
        if (aligned)
        {
            Finish();
        }
    }

    /// <summary>Fills the last word.</summary>
    public void Finish()
    {
        while ((Position & 3) != 0)
        {
            Byte(OptionKind.NoOperation);
        }
    }
}
