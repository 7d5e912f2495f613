using Mpsim.Models.Units;

namespace Mpsim.Traces;

/// <summary>Which columns of a CSV file say the rate and when it holds.</summary>
public sealed record RateColumns
{
    /// <summary>Name of the column with the rate, as in the header line.</summary>
    public required string Rate { get; init; }

    public required RateUnit Unit { get; init; }

    /// <summary>Name of the column with the time in seconds; null when each row stands for <see cref="Interval"/>.</summary>
    public string? Time { get; init; }

    /// <summary>How long a row holds when there is no time column.</summary>
    public Duration Interval { get; init; } = Duration.FromSeconds(1);
}

/// <summary>What a number in a rate column counts per second.</summary>
public enum RateUnit
{
    BitPerSecond,
    KilobitPerSecond,
    MegabitPerSecond,
}
