using Mpsim.Models.Units;

namespace Mpsim.Scenarios.Keys;

/// <summary>The keys of a size that is drawn for each connection.</summary>
internal sealed class SizeKeys
{
    public const string Expected = "a size such as 64 KiB, { exponential: 64 KiB }, { uniform: [1 KiB, 64 KiB] } or { cdf: { 10 kB: 60 %, 1 MB: 100 % } }";

    public readonly Key<ByteCount> Exponential = new("exponential", Forms.Size, "Exponentially distributed with this mean, at least one byte.")
    { Absent = "none" };

    public readonly Key Uniform = new("uniform", "a list of two sizes", "Uniformly distributed within these bounds.") { Absent = "none" };

    public readonly Key Cdf = new("cdf", "a mapping of sizes to percentages that rise to 100 %",
        "Points of the cumulative distribution, straight between them; what is below the first point has its size.")
    { Absent = "none" };

    public SizeKeys() => Group = new KeyGroup("flows.<name>.size, request and response", [Exponential, Uniform, Cdf]);

    public KeyGroup Group { get; }
}
