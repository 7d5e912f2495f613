using Mpsim.Models.Units;

namespace Mpsim.Scenarios.Keys;

/// <summary>The keys of a rate that is drawn for each subscriber.</summary>
internal sealed class RateKeys
{
    public const string Expected = "a rate such as 50 Mbit/s, { uniform: [10 Mbit/s, 100 Mbit/s] } or { cdf: { 16 Mbit/s: 40 %, 250 Mbit/s: 100 % } }";

    public readonly Key Uniform = new("uniform", "a list of two rates", "Uniformly distributed within these bounds.") { Absent = "none" };

    public readonly Key Cdf = new("cdf", "a mapping of rates to percentages that rise to 100 %",
        "Points of the cumulative distribution, straight between them; who is below the first point has its rate.")
    { Absent = "none" };

    public RateKeys() => Group = new KeyGroup("population.classes.<name>.access.<name>.rate", [Uniform, Cdf]);

    public KeyGroup Group { get; }

    /// <summary>The form of each single rate.</summary>
    public static Values.ValueForm<DataRate> Form => Forms.Rate;
}
