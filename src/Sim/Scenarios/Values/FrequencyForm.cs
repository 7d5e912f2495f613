using Mpsim.Models.Units;

namespace Mpsim.Scenarios.Values;

/// <summary>How often something happens, such as <c>2 per second</c>; kept as the mean gap.</summary>
internal sealed class FrequencyForm : ValueForm<Duration>
{
    private const long Second = 1_000_000_000;

    // The factor is the number of events per hour, the smallest unit.
    private static readonly UnitScale Units = new("a frequency", "per second", ("per hour", 1), ("per minute", 60), ("per second", 3600));

    public override string Expected => "a frequency such as 2 per second";

    public override bool TryRead(string text, out Duration value, out Misreading problem)
    {
        value = default;
        if (!Units.TryRead(text, out var perHour, out problem))
        {
            return false;
        }

        // At a gap below a microsecond the openings alone would fill every run.
        if (perHour <= 0.01m || perHour > 3_600_000_000m)
        {
            problem = new Misreading($"'{text}' is not within 0.01 per hour and 1000000 per second");
            return false;
        }

        value = new Duration((long)decimal.Round(3600m * Second / perHour));
        return true;
    }

    public override string Write(Duration value) => Units.Write(3600m * Second / value.Nanoseconds);
}
