using Mpsim.Scenarios.Values;

namespace Mpsim.Scenarios.Keys;

/// <summary>The keys of how a proxy keeps those at bay that mean harm.</summary>
internal sealed class ProtectionKeys
{
    public readonly Key<int> SynBacklog = new("syn_backlog", new IntegerForm(0, 10_000_000),
        "Sessions being opened from which on a SYN that would be taken over is answered by a SYN cookie (RFC 4987), and nothing is kept of it until its third ACK comes.")
    { Absent = "no cookies" };

    public readonly Key<int> HalfOpenPerUe = new("half_open_per_ue", new IntegerForm(1, 1_000_000),
        "Sessions that one address may be opening at once; its further SYNs are dropped, and come again. What a client asks a service for is refused.")
    { Absent = "no limit" };

    public readonly Key<int> PendingJoins = new("pending_joins", new IntegerForm(1, 10_000_000),
        "Joins that may wait for their proof, in a table of which the oldest gives way; a subflow is made only when the third ACK has proven the keys.")
    { Absent = "subflows are made at once" };

    public ProtectionKeys() => Group = new KeyGroup("nodes.<name>.protection", [SynBacklog, HalfOpenPerUe, PendingJoins]);

    public KeyGroup Group { get; }
}
