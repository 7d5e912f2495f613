namespace Mpsim.Models.Units;

/// <summary>A probability, kept as a 64-bit threshold so that a draw is one comparison of integers.</summary>
public readonly struct Probability : IEquatable<Probability>
{
    public static readonly Probability Zero;

    /// <summary>Draws below this value are hits; <see cref="ulong.MaxValue"/> means always.</summary>
    public readonly ulong Threshold;

    public readonly double Value;

    /// <param name="value">0 to 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The value is not within 0 to 1.</exception>
    public Probability(double value)
    {
        if (!(value >= 0 && value <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(value), value, "a probability lies within 0 and 1");
        }

        Value = value;
        Threshold = value >= 1 ? ulong.MaxValue : (ulong)(value * 18446744073709551616.0);
    }

    public static bool operator ==(Probability a, Probability b) => a.Threshold == b.Threshold;

    public static bool operator !=(Probability a, Probability b) => a.Threshold != b.Threshold;

    public bool Equals(Probability other) => Threshold == other.Threshold;

    public override bool Equals(object? obj) => obj is Probability other && Equals(other);

    public override int GetHashCode() => Threshold.GetHashCode();

    public override string ToString() => $"{Value * 100:0.######} %";
}
