namespace Mpsim.Results;

/// <summary>A variant and its parameters after all overrides.</summary>
/// <param name="Name">As in the scenario.</param>
/// <param name="Parameters">Dotted key and value as given text (<c>links.lte.rate</c>, <c>20 Mbit/s</c>), in the order of the scenario.</param>
public sealed record VariantFacts(string Name, IReadOnlyList<KeyValuePair<string, string>> Parameters);
