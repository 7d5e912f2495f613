using Mpsim.Models.Units;

namespace Mpsim.Results;

/// <summary>What one flow of the scenario got in one run; a flow may be many connections.</summary>
public sealed record FlowResult
{
    public required string Flow { get; init; }

    /// <summary>Payload delivered in order to the receiving application, per second of the flow's life, in Mbit/s.</summary>
    public required double GoodputMbps { get; init; }

    /// <summary>Payload delivered in order to the receiving application.</summary>
    public required long Bytes { get; init; }

    /// <summary>From connect() to the last byte delivered, mean over the connections that completed; null when none did.</summary>
    public Duration? CompletionTime { get; init; }

    /// <summary>From the first SYN to the established state at the initiator, mean over the connections; null when none was established.</summary>
    public Duration? HandshakeTime { get; init; }

    /// <summary>From connect() until the accepting end had the first byte of the initiator, mean over the connections; null when it got none, as where only the accepting end sends.</summary>
    public Duration? FirstByteTime { get; init; }

    /// <summary>In the order of the scenario's paths, so that tables and charts of all runs agree.</summary>
    public IReadOnlyList<PathShare> Shares { get; init; } = [];

    /// <summary>The same for the IP packets that went away from the end that has the paths, whatever the data did.</summary>
    public IReadOnlyList<PathShare> SharesUp { get; init; } = [];

    /// <summary>The same for those that came to it.</summary>
    public IReadOnlyList<PathShare> SharesDown { get; init; } = [];

    /// <summary>What the paths that cost something have cost; empty where none does.</summary>
    public IReadOnlyList<PathCost> Costs { get; init; } = [];

    /// <summary>What became of further subflows; null where nothing on the way steers them.</summary>
    public JoinCounts? Joins { get; init; }

    /// <summary>Data segments sent again, on all subflows and in both halves of a proxied connection.</summary>
    public long Retransmissions { get; init; }

    /// <summary>Connections that were opened, each to transfer something; one in the place of another that failed is not counted again.</summary>
    public int ConnectionsOpened { get; init; } = 1;

    /// <summary>
    /// Longest time between two deliveries to a connection's receiving application while it had data to move; of requests and responses
    /// also from connect() to the first byte of the response.
    /// </summary>
    public Duration LongestGap { get; init; }

    /// <summary>Longest time between two deliveries to a connection's receiving application: the longest gap without waits for a first byte.</summary>
    public Duration LongestStall { get; init; }

    /// <summary>When the longest gap began.</summary>
    public Instant GapFrom { get; init; }

    public int ConnectionsCompleted { get; init; }

    public int ConnectionsAborted { get; init; }

    /// <summary>What became of the sessions that offered MPTCP at a proxy; null when there was none.</summary>
    public SessionCounts? Sessions { get; init; }

    /// <summary>Sessions that the standby of a crashed proxy went on with; null when none has crashed with sessions of the flow.</summary>
    public int? SessionsKept { get; init; }

    /// <summary>Sessions that the crash of a proxy has cost; null as before.</summary>
    public int? SessionsLost { get; init; }

    /// <summary>Octets that told the standby of a proxy of the flow's packets; null where there is no hot standby.</summary>
    public long? ReplicatedBytes { get; init; }

    /// <summary>What a packet of such a proxy has waited for its standby, on average; null as before.</summary>
    public Duration? CommitDelay { get; init; }

    /// <summary>Completion times of the flow's single connections in the order of their starts; those that did not finish are left out.</summary>
    public IReadOnlyList<Duration> CompletionTimes { get; init; } = [];

    /// <summary>The share of a path, or null where the flow does not know the path.</summary>
    public double? ShareOf(string path) => RatioIn(Shares, path);

    internal static double? RatioIn(IReadOnlyList<PathShare> shares, string path)
    {
        foreach (PathShare share in shares)
        {
            if (share.Path == path)
                return share.Ratio;
        }

        return null;
    }
}
