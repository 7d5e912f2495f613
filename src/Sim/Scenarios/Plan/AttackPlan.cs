using Mpsim.Models.Units;
using Mpsim.Models.Wire;

namespace Mpsim.Scenarios.Plan;

/// <summary>One attack.</summary>
public sealed record AttackPlan
{
    public required string Id { get; init; }

    public required AttackKind Kind { get; init; }

    /// <summary>The node that it comes from, an attacker.</summary>
    public required string From { get; init; }

    /// <summary>The flow whose server it is aimed at, through whatever is on the way.</summary>
    public required string Flow { get; init; }

    /// <summary>Time between two packets.</summary>
    public required Duration Gap { get; init; }

    public required Instant Start { get; init; }

    /// <summary>Null for the end of the run.</summary>
    public required Instant? Until { get; init; }

    /// <summary>Addresses that packets claim to come from; null for the attacker's own.</summary>
    public (IpAddress Address, int Length)? Sources { get; init; }

    /// <summary>The link that the attacker sees; null where it need see none.</summary>
    public string? Sees { get; init; }
}
