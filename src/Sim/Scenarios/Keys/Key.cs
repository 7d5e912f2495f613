using Mpsim.Scenarios.Values;

namespace Mpsim.Scenarios.Keys;

/// <summary>A key of a scenario file: the one place for its name, its form, its default and its meaning.</summary>
internal class Key(string name, string expected, string meaning)
{
    public string Name { get; } = name;

    /// <summary>What belongs there, for messages and the reference.</summary>
    public string Expected { get; } = expected;

    /// <summary>What the key does, in a sentence.</summary>
    public string Meaning { get; } = meaning;

    /// <summary>The default as it would be written; null when the key must be given or its absence means something.</summary>
    public string? Default { get; init; }

    /// <summary>The bounds of values that <see cref="Expected"/> does not tell; empty where there are none.</summary>
    public virtual string Range => "";

    /// <summary>What the absence of the key means, in words; for keys that have no default to write down.</summary>
    public string? Absent { get; init; }

    public bool IsRequired => Default is null && Absent is null;
}

/// <summary>A key whose value is a single text of a given form.</summary>
internal sealed class Key<T>(string name, ValueForm<T> form, string meaning) : Key(name, form.Expected, meaning)
{
    public ValueForm<T> Form { get; } = form;

    public override string Range => Form.Range;
}
