using Mpsim.Results;

namespace Mpsim.Output;

/// <summary>A scenario that was run, as scripts are told of it.</summary>
/// <param name="Result">What came of it.</param>
/// <param name="Folder">Where the files lie.</param>
/// <param name="Problem">Why the files are not whole; empty when they are.</param>
/// <param name="Verdicts">What became of its expectations; empty where they were not judged.</param>
public sealed record ReportedScenario(ScenarioResult Result, string Folder, string Problem, IReadOnlyList<ReportedVerdict> Verdicts);

/// <summary>What became of an expectation.</summary>
/// <param name="Text">As it is written in the scenario.</param>
/// <param name="Variant">The variant that it was held against.</param>
/// <param name="Measured">In <paramref name="Unit"/>; null when there is no figure.</param>
/// <param name="Unit">Unit of the figure.</param>
/// <param name="Met">Whether it holds.</param>
/// <param name="Reason">Why it could not be judged; empty otherwise.</param>
public sealed record ReportedVerdict(string Text, string Variant, double? Measured, string Unit, bool Met, string Reason);
