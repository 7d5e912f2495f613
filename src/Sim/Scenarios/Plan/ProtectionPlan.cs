namespace Mpsim.Scenarios.Plan;

/// <summary>How a proxy keeps those at bay that mean harm; what is null is off.</summary>
public sealed record ProtectionPlan
{
    /// <summary>Sessions being opened from which on SYNs are answered by cookies.</summary>
    public int? SynBacklog { get; init; }

    /// <summary>Sessions that one address may be opening at once.</summary>
    public int? HalfOpenPerUe { get; init; }

    /// <summary>Joins that may wait for their proof.</summary>
    public int? PendingJoins { get; init; }
}
