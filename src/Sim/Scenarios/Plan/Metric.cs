namespace Mpsim.Scenarios.Plan;

/// <summary>What the summary says of a flow; the unit in which it is kept is in brackets.</summary>
public enum Metric
{
    /// <summary>Delivered bytes over time (bit/s).</summary>
    Goodput,

    /// <summary>Delivered bytes (B).</summary>
    Bytes,

    /// <summary>From opening to the last byte, mean over the connections that completed (s).</summary>
    CompletionTime,

    /// <summary>From opening to established, mean over the connections (s).</summary>
    HandshakeTime,

    /// <summary>From opening until the other end had the first byte of the opener, mean over the connections (s).</summary>
    FirstByteTime,

    /// <summary>The part of the flow's data that one link carried (0 to 1).</summary>
    Share,

    /// <summary>Segments sent again (count).</summary>
    Retransmissions,

    /// <summary>The longest time without delivery to a connection, of requests also that from connect() to the answer (s).</summary>
    LongestGap,

    /// <summary>The longest time that a transfer stood still after its first byte (s).</summary>
    LongestStall,

    /// <summary>Connections that were opened, those in the place of failed ones not counted again (count).</summary>
    ConnectionsOpened,

    /// <summary>Connections that ended as they should (count).</summary>
    ConnectionsCompleted,

    /// <summary>Connections that were reset or given up (count).</summary>
    ConnectionsAborted,

    /// <summary>Sessions whose MPTCP ended at a proxy (count).</summary>
    SessionsTakenOver,

    /// <summary>Sessions that a proxy left to a server with MPTCP (count).</summary>
    SessionsLeft,

    /// <summary>Other sessions that offered MPTCP and that a proxy passed on (count).</summary>
    SessionsPassed,

    /// <summary>Sessions at a proxy whose UE offered no MPTCP (count).</summary>
    SessionsWithoutMptcp,

    /// <summary>Sessions that the limits of a proxy did not grant (count).</summary>
    SessionsRefused,

    /// <summary>Joins that the limits of a proxy did not grant (count).</summary>
    SubflowsRefused,

    /// <summary>Sessions that the standby of a crashed proxy went on with (count).</summary>
    SessionsKept,

    /// <summary>Sessions that the crash of a proxy has cost (count).</summary>
    SessionsLost,

    /// <summary>What told the standby of a proxy of the flow's packets (B).</summary>
    ReplicatedBytes,

    /// <summary>What a packet of a proxy has waited for its standby, on average (s).</summary>
    CommitDelay,

    /// <summary>The part of what leaves the end that has the paths which one link carried (0 to 1).</summary>
    ShareUp,

    /// <summary>The part of what comes to that end which one link carried (0 to 1).</summary>
    ShareDown,

    /// <summary>Further subflows that were never established, where something steers subflows (count).</summary>
    SubflowsFailed,

    /// <summary>From opening until a second path is in use, where something steers subflows (s).</summary>
    SecondPathTime,

    /// <summary>What the octets have cost (in the currency of the prices).</summary>
    Cost,

    /// <summary>Octets beyond the quotas of accesses (B).</summary>
    OverQuotaBytes,

    /// <summary>Of a proxy: the part of its cores' time (0 to 1).</summary>
    CpuShare,

    /// <summary>Of a proxy: most packets that were inside one core (count).</summary>
    CpuQueuePeak,

    /// <summary>Of a proxy: packets that found their core's queue full (count).</summary>
    CpuDropped,

    /// <summary>Of a proxy: how long a SYN was inside, mean (s).</summary>
    AddedHandshakeDelay,

    /// <summary>Of a proxy: the work on one packet that is turned down, mean (s).</summary>
    RefusalWork,

    /// <summary>Of a proxy: the time of all cores for each session that it looked at (s).</summary>
    SessionWork,

    /// <summary>Of a proxy: most memory that sessions took (B).</summary>
    MemoryPeak,

    /// <summary>Of a proxy: octets of accesses that it took for what they were not (B).</summary>
    MisjudgedBytes,

    /// <summary>Of a proxy: requests for resources that got all (count).</summary>
    RequestsGranted,

    /// <summary>Of a proxy: requests for resources that got something (count).</summary>
    RequestsPartlyGranted,

    /// <summary>Of a proxy: requests for resources that got nothing (count).</summary>
    RequestsRefused,

    /// <summary>Of a proxy: from a request to the answer that grants anything, mean (s).</summary>
    TimeToGrant,

    /// <summary>Of a proxy: sessions for which it was selected (count).</summary>
    SessionsSelected,

    /// <summary>Of a proxy: most sessions at once (count).</summary>
    SessionsPeak,

    /// <summary>Of a proxy: sessions, subflows and packets that were turned down (count).</summary>
    Refusals,

    /// <summary>Of a proxy: sessions of which something had to wait because of a limit of rates (count).</summary>
    SessionsHeld,

    /// <summary>Where public addresses are shared: most ports in use or on hold at once (count).</summary>
    PortsPeak,

    /// <summary>Where public addresses are shared: most ports that one subscriber had at once (count).</summary>
    PortsOfOnePeak,

    /// <summary>Where public addresses are shared: SYNs that got no port (count).</summary>
    PortsRefused,
}
