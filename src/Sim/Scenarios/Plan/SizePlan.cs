using Mpsim.Models.Units;

namespace Mpsim.Scenarios.Plan;

/// <summary>An amount of data, constant or drawn for each connection.</summary>
public abstract record SizePlan;

/// <summary>Always the same amount.</summary>
public sealed record ConstantSize(ByteCount Size) : SizePlan;

/// <summary>Exponentially distributed with the given mean, at least one byte.</summary>
public sealed record ExponentialSize(ByteCount Mean) : SizePlan;

/// <summary>By points of a cumulative distribution, straight between them.</summary>
public sealed record EmpiricalSize(IReadOnlyList<DistributionPoint> Points) : SizePlan;

/// <summary>Uniformly distributed over whole bytes, both bounds included.</summary>
public sealed record UniformSize(ByteCount Smallest, ByteCount Largest) : SizePlan;
