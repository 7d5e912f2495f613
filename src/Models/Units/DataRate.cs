namespace Mpsim.Models.Units;

/// <summary>A data rate in whole bits per second; zero means that nothing is served.</summary>
public readonly struct DataRate(long bitsPerSecond) : IEquatable<DataRate>, IComparable<DataRate>
{
    public readonly long BitsPerSecond = bitsPerSecond;

    public double MegabitsPerSecond => BitsPerSecond / 1e6;

    public static DataRate FromMegabitsPerSecond(double megabits) => new((long)Math.Round(megabits * 1e6));

    public static bool operator ==(DataRate a, DataRate b) => a.BitsPerSecond == b.BitsPerSecond;

    public static bool operator !=(DataRate a, DataRate b) => a.BitsPerSecond != b.BitsPerSecond;

    public static bool operator <(DataRate a, DataRate b) => a.BitsPerSecond < b.BitsPerSecond;

    public static bool operator >(DataRate a, DataRate b) => a.BitsPerSecond > b.BitsPerSecond;

    public static bool operator <=(DataRate a, DataRate b) => a.BitsPerSecond <= b.BitsPerSecond;

    public static bool operator >=(DataRate a, DataRate b) => a.BitsPerSecond >= b.BitsPerSecond;

    public bool Equals(DataRate other) => BitsPerSecond == other.BitsPerSecond;

    public override bool Equals(object? obj) => obj is DataRate other && Equals(other);

    public override int GetHashCode() => BitsPerSecond.GetHashCode();

    public int CompareTo(DataRate other) => BitsPerSecond.CompareTo(other.BitsPerSecond);

    public override string ToString() => $"{MegabitsPerSecond:0.######} Mbit/s";
}
