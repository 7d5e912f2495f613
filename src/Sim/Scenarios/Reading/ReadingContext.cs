using Mpsim.Scenarios.Errors;
using Mpsim.Scenarios.Keys;

namespace Mpsim.Scenarios.Reading;

/// <summary>What all parts of the reader share.</summary>
/// <param name="Keys">The keys of scenario files.</param>
/// <param name="Errors">Where errors go.</param>
/// <param name="Directory">The directory of the scenario, beside which trace files are sought.</param>
internal sealed record ReadingContext(ScenarioKeys Keys, ErrorList Errors, string Directory);
