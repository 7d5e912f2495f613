namespace Mpsim.Models.Units;

/// <summary>A span of virtual time in whole nanoseconds; may be negative as the difference of two instants.</summary>
public readonly struct Duration(long nanoseconds) : IEquatable<Duration>, IComparable<Duration>
{
    public static readonly Duration Zero;

    public readonly long Nanoseconds = nanoseconds;

    /// <summary>The span in seconds, for output and for formulas that are written in seconds.</summary>
    public double Seconds => Nanoseconds / 1e9;

    /// <summary>The span in milliseconds, for output.</summary>
    public double Milliseconds => Nanoseconds / 1e6;

    public static Duration FromSeconds(double seconds) => new((long)Math.Round(seconds * 1e9));

    public static Duration FromMilliseconds(double milliseconds) => new((long)Math.Round(milliseconds * 1e6));

    public static Duration FromMicroseconds(double microseconds) => new((long)Math.Round(microseconds * 1e3));

    public static Duration Min(Duration a, Duration b) => a.Nanoseconds <= b.Nanoseconds ? a : b;

    public static Duration Max(Duration a, Duration b) => a.Nanoseconds >= b.Nanoseconds ? a : b;

    public static Duration operator +(Duration a, Duration b) => new(a.Nanoseconds + b.Nanoseconds);

    public static Duration operator -(Duration a, Duration b) => new(a.Nanoseconds - b.Nanoseconds);

    public static Duration operator *(Duration a, long factor) => new(a.Nanoseconds * factor);

    public static Duration operator /(Duration a, long divisor) => new(a.Nanoseconds / divisor);

    public static bool operator <(Duration a, Duration b) => a.Nanoseconds < b.Nanoseconds;

    public static bool operator >(Duration a, Duration b) => a.Nanoseconds > b.Nanoseconds;

    public static bool operator <=(Duration a, Duration b) => a.Nanoseconds <= b.Nanoseconds;

    public static bool operator >=(Duration a, Duration b) => a.Nanoseconds >= b.Nanoseconds;

    public static bool operator ==(Duration a, Duration b) => a.Nanoseconds == b.Nanoseconds;

    public static bool operator !=(Duration a, Duration b) => a.Nanoseconds != b.Nanoseconds;

    public bool Equals(Duration other) => Nanoseconds == other.Nanoseconds;

    public override bool Equals(object? obj) => obj is Duration other && Equals(other);

    public override int GetHashCode() => Nanoseconds.GetHashCode();

    public int CompareTo(Duration other) => Nanoseconds.CompareTo(other.Nanoseconds);

    public override string ToString() => Nanoseconds % 1_000_000_000 == 0 ? $"{Nanoseconds / 1_000_000_000} s" : $"{Milliseconds:0.######} ms";
}
