using Mpsim.Scenarios.Values;

namespace Mpsim.Scenarios.Keys;

/// <summary>The keys of an expectation in its long form.</summary>
internal sealed class ExpectKeys
{
    public readonly Key<string> That = new("that", new NameForm("a bound such as goodput(download) >= 45 Mbit/s"), "The bound.");

    public readonly Key<string> Variant = new("variant", new NameForm("the name of a variant"), "The variant that the bound is about.")
    { Absent = "the base scenario" };

    public ExpectKeys() => Group = new KeyGroup("expect[]", [That, Variant]);

    public KeyGroup Group { get; }
}
