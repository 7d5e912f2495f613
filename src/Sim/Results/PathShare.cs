namespace Mpsim.Results;

/// <summary>The part of a flow's payload that a path carried.</summary>
/// <param name="Path">Name of the link that stands for the path.</param>
/// <param name="Ratio">0 to 1; the ratios of a flow that moved data add up to 1.</param>
public sealed record PathShare(string Path, double Ratio);
