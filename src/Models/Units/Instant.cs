namespace Mpsim.Models.Units;

/// <summary>A point in virtual time: nanoseconds since the start of the run.</summary>
public readonly struct Instant(long nanoseconds) : IEquatable<Instant>, IComparable<Instant>
{
    /// <summary>The start of the run.</summary>
    public static readonly Instant Zero;

    /// <summary>A point that no run reaches; a deadline that is not set.</summary>
    public static readonly Instant Never = new(long.MaxValue);

    /// <summary>Nanoseconds since the start of the run.</summary>
    public readonly long Nanoseconds = nanoseconds;

    /// <summary>Seconds since the start of the run, for output only.</summary>
    public double Seconds => Nanoseconds / 1e9;

    public static Instant FromSeconds(double seconds) => new((long)Math.Round(seconds * 1e9));

    public static Instant Min(Instant a, Instant b) => a.Nanoseconds <= b.Nanoseconds ? a : b;

    public static Instant Max(Instant a, Instant b) => a.Nanoseconds >= b.Nanoseconds ? a : b;

    public static Instant operator +(Instant a, Duration b) => new(a.Nanoseconds + b.Nanoseconds);

    public static Instant operator -(Instant a, Duration b) => new(a.Nanoseconds - b.Nanoseconds);

    public static Duration operator -(Instant a, Instant b) => new(a.Nanoseconds - b.Nanoseconds);

    public static bool operator <(Instant a, Instant b) => a.Nanoseconds < b.Nanoseconds;

    public static bool operator >(Instant a, Instant b) => a.Nanoseconds > b.Nanoseconds;

    public static bool operator <=(Instant a, Instant b) => a.Nanoseconds <= b.Nanoseconds;

    public static bool operator >=(Instant a, Instant b) => a.Nanoseconds >= b.Nanoseconds;

    public static bool operator ==(Instant a, Instant b) => a.Nanoseconds == b.Nanoseconds;

    public static bool operator !=(Instant a, Instant b) => a.Nanoseconds != b.Nanoseconds;

    public bool Equals(Instant other) => Nanoseconds == other.Nanoseconds;

    public override bool Equals(object? obj) => obj is Instant other && Equals(other);

    public override int GetHashCode() => Nanoseconds.GetHashCode();

    public int CompareTo(Instant other) => Nanoseconds.CompareTo(other.Nanoseconds);

    public override string ToString() => this == Never ? "never" : $"{Seconds:0.#########} s";
}
