using Mpsim.Models.Units;

namespace Mpsim.Scenarios.Plan;

/// <summary>The rate of an access: the same for every subscriber, or drawn for each.</summary>
public abstract record RatePlan;

/// <summary>The same for all.</summary>
public sealed record ConstantRate(DataRate Rate) : RatePlan;

/// <summary>Uniformly distributed, both bounds included.</summary>
public sealed record UniformRate(DataRate Lowest, DataRate Highest) : RatePlan;

/// <summary>By points of a cumulative distribution, straight between them.</summary>
public sealed record EmpiricalRate(IReadOnlyList<DistributionPoint> Points) : RatePlan;
