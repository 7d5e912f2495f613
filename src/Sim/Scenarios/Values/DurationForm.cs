using Mpsim.Models.Units;

namespace Mpsim.Scenarios.Values;

/// <summary>A span of time, such as <c>25 ms</c>, within bounds.</summary>
internal sealed class DurationForm(Duration least, Duration most) : ValueForm<Duration>
{
    public static readonly UnitScale Units = new("a duration", "s",
        ("ns", 1), ("us", 1_000), ("ms", 1_000_000), ("s", 1_000_000_000), ("min", 60_000_000_000), ("h", 3_600_000_000_000));

    private static readonly Duration LongestDelay = Duration.FromSeconds(60);

    // Minutes and hours are for reading only: 90 s is clearer than 1.5 min in a table.
    private static readonly UnitScale Written = new("a duration", "s",
        ("ns", 1), ("us", 1_000), ("ms", 1_000_000), ("s", 1_000_000_000));

    public override string Expected => "a duration such as 20 s or 25 ms";

    public override string Range => $"{Text(least)} to {Text(most)}";

    public static string Text(Duration value) => Written.Write(value.Nanoseconds);

    public override bool TryRead(string text, out Duration value, out Misreading problem)
    {
        value = default;
        // Where more than a minute is out of the question, milliseconds are what one has in mind.
        if (!Units.TryRead(text, out var nanoseconds, out problem, most <= LongestDelay ? "ms" : null))
        {
            return false;
        }

        if (nanoseconds < least.Nanoseconds || nanoseconds > most.Nanoseconds)
        {
            problem = new Misreading($"'{text}' is not within {Text(least)} and {Text(most)}", SaysAll: true);
            return false;
        }

        value = new Duration((long)decimal.Round(nanoseconds));
        return true;
    }

    public override string Write(Duration value) => Text(value);
}
