using Mpsim.Models.Units;
using Mpsim.Scenarios.Values;

namespace Mpsim.Scenarios.Keys;

/// <summary>The keys of arrivals.</summary>
internal sealed class ArrivalKeys
{
    public readonly Key<Duration> Poisson = new("poisson", Forms.Frequency, "A Poisson process with this mean rate.") { Absent = "none" };

    public readonly Key<Duration> Every = new("every",
        new DurationForm(Duration.FromMicroseconds(1), Forms.LongestRun), "Equal gaps, the first arrival at `start`.")
    { Absent = "none" };

    public readonly Key<Instant> Until = new("until", Forms.Instant, "No arrivals from here on.") { Absent = "the end of the run" };

    public readonly Key<int> Count = new("count", new IntegerForm(1, 10_000_000), "The most arrivals.") { Absent = "no limit" };

    public ArrivalKeys() => Group = new KeyGroup("flows.<name>.arrivals", [Poisson, Every, Until, Count]);

    public KeyGroup Group { get; }
}
