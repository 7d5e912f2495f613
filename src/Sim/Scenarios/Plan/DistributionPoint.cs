using Mpsim.Models.Units;

namespace Mpsim.Scenarios.Plan;

/// <summary>A point of a cumulative distribution.</summary>
/// <param name="Value">In the smallest unit of what is distributed: bytes, or bits per second.</param>
/// <param name="UpTo">The part of all draws that are at most <paramref name="Value"/>.</param>
public sealed record DistributionPoint(long Value, Probability UpTo);
