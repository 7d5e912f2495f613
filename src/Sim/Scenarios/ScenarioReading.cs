using Mpsim.Scenarios.Errors;
using Mpsim.Scenarios.Plan;

namespace Mpsim.Scenarios;

/// <summary>What came of reading a scenario: a plan when there is no error, and otherwise all errors in the order of the file.</summary>
public sealed record ScenarioReading(ScenarioPlan? Plan, IReadOnlyList<ScenarioError> Errors);
