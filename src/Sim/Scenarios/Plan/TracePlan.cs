using Mpsim.Models.Units;

namespace Mpsim.Scenarios.Plan;

/// <summary>A recorded rate. The trace starts again when it ends.</summary>
public sealed record TracePlan
{
    /// <summary>The path at which the file was found.</summary>
    public required string File { get; init; }

    public required TraceFormat Format { get; init; }

    /// <summary>The column of rates of a CSV file; empty for the other format.</summary>
    public required string Column { get; init; }

    /// <summary>What one unit of the column's numbers is worth in bits per second.</summary>
    public required long BitsPerSecondPerUnit { get; init; }

    /// <summary>The column of times in seconds; null when the rows are <see cref="Interval"/> apart.</summary>
    public required string? TimeColumn { get; init; }

    /// <summary>The spacing of the rows of a CSV file without a column of times.</summary>
    public required Duration Interval { get; init; }
}
