using Mpsim.Scenarios.Errors;
using Mpsim.Scenarios.Plan;

namespace Mpsim.Scenarios;

/// <summary>What came of reading a scenario: a plan when there is no error, and otherwise all errors in the order of the file.</summary>
public sealed record ScenarioReading(ScenarioPlan? Plan, IReadOnlyList<ScenarioError> Errors)
{
    /// <summary>Settings that have no effect in any variant, in the order of the file; a scenario with errors has none.</summary>
    public IReadOnlyList<ScenarioError> Warnings { get; init; } = [];
}
