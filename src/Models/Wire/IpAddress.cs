using System.Globalization;

namespace Mpsim.Models.Wire;

/// <summary>An IPv4 address (RFC 791); the all-zero address means "none".</summary>
public readonly struct IpAddress(uint bits) : IEquatable<IpAddress>, IComparable<IpAddress>
{
    /// <summary>The address in host order: 10.0.0.1 is 0x0A000001.</summary>
    public readonly uint Bits = bits;

    public bool IsNone => Bits == 0;

    public static IpAddress Of(byte a, byte b, byte c, byte d) => new(((uint)a << 24) | ((uint)b << 16) | ((uint)c << 8) | d);

    /// <summary>Reads dotted-decimal notation.</summary>
    /// <returns>False when the text is not four decimal numbers of 0 to 255.</returns>
    public static bool TryParse(string text, out IpAddress address)
    {
        address = default;
        var parts = text.Split('.');
        if (parts.Length != 4)
        {
            return false;
        }

        uint bits = 0;
        foreach (var part in parts)
        {
            if (!byte.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var octet))
            {
                return false;
            }

            bits = (bits << 8) | octet;
        }

        address = new IpAddress(bits);
        return true;
    }

    public static bool operator ==(IpAddress a, IpAddress b) => a.Bits == b.Bits;

    public static bool operator !=(IpAddress a, IpAddress b) => a.Bits != b.Bits;

    public static bool operator <(IpAddress a, IpAddress b) => a.Bits < b.Bits;

    public static bool operator >(IpAddress a, IpAddress b) => a.Bits > b.Bits;

    public static bool operator <=(IpAddress a, IpAddress b) => a.Bits <= b.Bits;

    public static bool operator >=(IpAddress a, IpAddress b) => a.Bits >= b.Bits;

    public bool Equals(IpAddress other) => Bits == other.Bits;

    public override bool Equals(object? obj) => obj is IpAddress other && Equals(other);

    public override int GetHashCode() => (int)Bits;

    public int CompareTo(IpAddress other) => Bits.CompareTo(other.Bits);

    public override string ToString() => $"{Bits >> 24}.{(Bits >> 16) & 255}.{(Bits >> 8) & 255}.{Bits & 255}";
}
