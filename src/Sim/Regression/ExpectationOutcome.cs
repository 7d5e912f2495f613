namespace Mpsim.Regression;

/// <summary>What became of an expectation.</summary>
/// <param name="Expectation">As stated.</param>
/// <param name="Variant">The variant it was held against.</param>
/// <param name="Measured">Mean over the runs in the unit of the expectation; null when there is no figure.</param>
/// <param name="Met">Whether the bound holds.</param>
/// <param name="Reason">Why it could not be judged; empty otherwise.</param>
public sealed record ExpectationOutcome(Expectation Expectation, string Variant, double? Measured, bool Met, string Reason);
