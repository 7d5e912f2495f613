using Mpsim.Models.Units;
using Mpsim.Models.Wire;

namespace Mpsim.Models.Attacks;

/// <summary>What an attack is aimed at, how fast, and for how long.</summary>
public sealed record AttackSettings
{
    public required string Name { get; init; }

    /// <summary>The server, and so the proxy in front of it.</summary>
    public required Endpoint Target { get; init; }

    /// <summary>The attacker's own address.</summary>
    public required IpAddress Own { get; init; }

    /// <summary>Time between two packets.</summary>
    public required Duration Gap { get; init; }

    /// <summary>When the first packet leaves.</summary>
    public required Instant Start { get; init; }

    /// <summary>No packet leaves from here on.</summary>
    public required Instant Until { get; init; }

    /// <summary>Addresses that packets claim to come from, drawn anew for each; null for the attacker's own.</summary>
    public (IpAddress Network, int Length)? Sources { get; init; }
}
