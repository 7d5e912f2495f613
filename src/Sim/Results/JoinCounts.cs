using Mpsim.Models.Units;

namespace Mpsim.Results;

/// <summary>What became of the further subflows of a flow's connections.</summary>
/// <param name="Failed">Subflows that were asked for and never established.</param>
/// <param name="OnSecondPath">Connections that came to use another path than their first.</param>
/// <param name="TimeToSecondPath">The sum over these of the time from opening until then.</param>
public sealed record JoinCounts(int Failed, int OnSecondPath, Duration TimeToSecondPath);
