namespace Mpsim.Models.Proxy;

/// <summary>How a proxy keeps those at bay that mean harm (draft-deng-mptcp-proxy-01, requirement h; RFC 4987).</summary>
public sealed record ProtectionSettings
{
    /// <summary>Sessions being opened from which on SYNs are answered by cookies, and nothing is kept of them; null for never.</summary>
    public int? SynBacklog { get; init; }

    /// <summary>Sessions that one address may be opening at once; its further SYNs are dropped. Null for no limit.</summary>
    public int? HalfOpenPerUe { get; init; }

    /// <summary>Joins that may wait for their proof, of all sessions together, at what a table entry takes each; subflows are made when they are proven. Null to make them at once.</summary>
    public int? PendingJoins { get; init; }
}
