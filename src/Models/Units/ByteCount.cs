namespace Mpsim.Models.Units;

/// <summary>An amount of data in bytes.</summary>
public readonly struct ByteCount(long bytes) : IEquatable<ByteCount>, IComparable<ByteCount>
{
    public readonly long Bytes = bytes;

    public static bool operator ==(ByteCount a, ByteCount b) => a.Bytes == b.Bytes;

    public static bool operator !=(ByteCount a, ByteCount b) => a.Bytes != b.Bytes;

    public static bool operator <(ByteCount a, ByteCount b) => a.Bytes < b.Bytes;

    public static bool operator >(ByteCount a, ByteCount b) => a.Bytes > b.Bytes;

    public static bool operator <=(ByteCount a, ByteCount b) => a.Bytes <= b.Bytes;

    public static bool operator >=(ByteCount a, ByteCount b) => a.Bytes >= b.Bytes;

    public bool Equals(ByteCount other) => Bytes == other.Bytes;

    public override bool Equals(object? obj) => obj is ByteCount other && Equals(other);

    public override int GetHashCode() => Bytes.GetHashCode();

    public int CompareTo(ByteCount other) => Bytes.CompareTo(other.Bytes);

    public override string ToString() => $"{Bytes} B";
}
