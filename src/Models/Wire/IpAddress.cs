using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Mpsim.Models.Wire;

/// <summary>
/// An IPv4 or IPv6 address in two words. An IPv4 address is held in its IPv6-mapped form, ::ffff:a.b.c.d (RFC 4291
/// section 2.5.5.2), so both families share one order and one comparison; a mapped address is always read as IPv4.
/// The unspecified address of either family means "none".
/// </summary>
public readonly partial struct IpAddress : IEquatable<IpAddress>, IComparable<IpAddress>
{
    /// <summary>What <see cref="Low"/> has above the 32 bits of an IPv4 address.</summary>
    private const ulong MappedPrefix = 0xFFFF_0000_0000;

    private const ulong Odd = 0x9E3779B97F4A7C15;

    /// <summary>The first eight octets; 0 in IPv4.</summary>
    public readonly ulong High;

    /// <summary>The last eight octets.</summary>
    public readonly ulong Low;

    /// <param name="bits">An IPv4 address in host order: 10.0.0.1 is 0x0A000001.</param>
    public IpAddress(uint bits)
        : this(0, MappedPrefix | bits)
    {
    }

    /// <param name="high">The first eight octets of an IPv6 address.</param>
    /// <param name="low">The last eight.</param>
    public IpAddress(ulong high, ulong low)
    {
        High = high;
        Low = low;
    }

    /// <summary>Bits of an address of this family: 32 or 128.</summary>
    public int Width => IsIPv4 ? 32 : 128;

    /// <summary>The last four octets: all of an IPv4 address, in host order.</summary>
    public uint Bits => (uint)Low;

    /// <summary>IPv4. The default value, which is no address, is not.</summary>
    public bool IsIPv4 => High == 0 && Low >> 32 == 0xFFFF;

    /// <summary>The version of the Internet Protocol that it is of.</summary>
    public IpFamilies Family => IsIPv4 ? IpFamilies.V4 : IpFamilies.V6;

    public bool IsNone => High == 0 && (Low == 0 || Low == MappedPrefix);

    /// <summary>Octets of the IP header of a packet that has such addresses, without options and extension headers.</summary>
    public int HeaderLength
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => IsIPv4 ? 20 : 40;
    }

    /// <summary>All bits of the address in one word, well enough mixed for a table once multiplied; the same on every machine.</summary>
    internal ulong Digest
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Low + (High * Odd);
    }

    /// <summary>The IPv4 address a.b.c.d.</summary>
    public static IpAddress Of(byte a, byte b, byte c, byte d) => new(((uint)a << 24) | ((uint)b << 16) | ((uint)c << 8) | d);

    /// <summary>Reads an address in network order.</summary>
    /// <param name="octets">4 or 16 octets.</param>
    public static IpAddress FromOctets(ReadOnlySpan<byte> octets) => octets.Length == 4
        ? new IpAddress(BinaryPrimitives.ReadUInt32BigEndian(octets))
        : new IpAddress(BinaryPrimitives.ReadUInt64BigEndian(octets), BinaryPrimitives.ReadUInt64BigEndian(octets[8..]));

    /// <summary>Writes the address in network order.</summary>
    /// <returns>Octets written: 4 or 16.</returns>
    public int WriteOctets(Span<byte> octets)
    {
        if (IsIPv4)
        {
            BinaryPrimitives.WriteUInt32BigEndian(octets, Bits);
            return 4;
        }

        BinaryPrimitives.WriteUInt64BigEndian(octets, High);
        BinaryPrimitives.WriteUInt64BigEndian(octets[8..], Low);
        return 16;
    }

    /// <summary>The address with every bit beyond the first <paramref name="length"/> cleared.</summary>
    /// <param name="length">0 to <see cref="Width"/>.</param>
    public IpAddress Prefix(int length)
    {
        // The 96 bits before an IPv4 address belong to it, so that its prefix is again one of IPv4.
        var kept = length + 128 - Width;
        return kept <= 64 ? new IpAddress(High & Mask(kept), 0) : new IpAddress(High, Low & Mask(kept - 64));
    }

    public static bool operator ==(IpAddress a, IpAddress b) => ((a.High ^ b.High) | (a.Low ^ b.Low)) == 0;

    public static bool operator !=(IpAddress a, IpAddress b) => !(a == b);

    public static bool operator <(IpAddress a, IpAddress b) => a.CompareTo(b) < 0;

    public static bool operator >(IpAddress a, IpAddress b) => a.CompareTo(b) > 0;

    public static bool operator <=(IpAddress a, IpAddress b) => a.CompareTo(b) <= 0;

    public static bool operator >=(IpAddress a, IpAddress b) => a.CompareTo(b) >= 0;

    public bool Equals(IpAddress other) => this == other;

    public override bool Equals(object? obj) => obj is IpAddress other && Equals(other);

    public override int GetHashCode() => (int)((Digest * Odd) >> 32);

    public int CompareTo(IpAddress other) => High != other.High ? High.CompareTo(other.High) : Low.CompareTo(other.Low);

    private static ulong Mask(int bits) => bits == 0 ? 0 : ulong.MaxValue << (64 - bits);
}
