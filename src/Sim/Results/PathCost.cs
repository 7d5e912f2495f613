namespace Mpsim.Results;

/// <summary>What a flow's octets on one path have cost: of what the access has cost, the part that the flow has of its octets.</summary>
/// <param name="Path">Name of the path.</param>
/// <param name="Cost">In the currency of the prices.</param>
/// <param name="OctetsBeyond">Octets beyond the quota of the access.</param>
public sealed record PathCost(string Path, double Cost, double OctetsBeyond);
