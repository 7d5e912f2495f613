namespace Mpsim.Scenarios.Plan;

/// <summary>What brings packets to a proxy whose natural place is on some subflows only.</summary>
public sealed record SteeringPlan
{
    public static readonly SteeringPlan None = new();

    /// <summary>The links whose addresses at the proxy are announced; they are among the <c>signal</c> endpoints of the node.</summary>
    public IReadOnlyList<string> Announce { get; init; } = [];

    /// <summary>The UE is told not to join the server's address.</summary>
    public bool CFlag { get; init; }

    /// <summary>The server sees an address of the proxy.</summary>
    public bool Rewrites { get; init; }
}
