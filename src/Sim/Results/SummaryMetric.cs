namespace Mpsim.Results;

/// <summary>
/// A figure of a flow that summaries, expectations and baselines know by name. This list is the only place
/// where the names, units and readings are written down.
/// </summary>
/// <param name="Name">As in <c>expect:</c> and baselines.</param>
/// <param name="Column">Name of the column of <c>summary.csv</c>, with the unit where there is one.</param>
/// <param name="Unit">Unit of the reading.</param>
/// <param name="Read">The figure, or null where the flow has none.</param>
/// <param name="ReadPath">The figure on one path, or null where the metric knows no paths.</param>
public sealed record SummaryMetric(
    string Name, string Column, string Unit, Func<FlowResult, double?> Read, Func<FlowResult, string, double?>? ReadPath = null)
{
    public static readonly SummaryMetric Goodput = new(
        "goodput", "goodput_mbps", "Mbit/s", flow => flow.GoodputMbps, (flow, path) => flow.ShareOf(path) * flow.GoodputMbps);

    /// <summary>Only meaningful with a path; in percent, so that differences are points.</summary>
    public static readonly SummaryMetric Share = new(
        "share", "share", "%", _ => null, (flow, path) => flow.ShareOf(path) * 100)
    { IsOfPathsOnly = true };

    public static readonly SummaryMetric Bytes = new("bytes", "bytes", "B", flow => flow.Bytes) { IsAccepted = false };

    public static readonly SummaryMetric CompletionTime = new(
        "completion_time", "completion_time_s", "s", flow => flow.CompletionTime?.Seconds);

    public static readonly SummaryMetric HandshakeTime = new(
        "handshake_time", "handshake_time_ms", "ms", flow => flow.HandshakeTime?.Milliseconds);

    public static readonly SummaryMetric FirstByteTime = new(
        "first_byte_time", "first_byte_time_ms", "ms", flow => flow.FirstByteTime?.Milliseconds);

    public static readonly SummaryMetric Retransmissions = new(
        "retransmissions", "retransmissions", "segments", flow => flow.Retransmissions);

    public static readonly SummaryMetric LongestGap = new(
        "longest_gap", "longest_gap_ms", "ms", flow => flow.LongestGap.Milliseconds);

    public static readonly SummaryMetric LongestStall = new(
        "longest_stall", "longest_stall_ms", "ms", flow => flow.LongestStall.Milliseconds)
    { IsAccepted = false };

    public static readonly SummaryMetric ConnectionsOpened = new(
        "connections_opened", "connections_opened", "", flow => flow.ConnectionsOpened)
    { IsAccepted = false };

    public static readonly SummaryMetric ConnectionsCompleted = new(
        "connections_completed", "connections_completed", "", flow => flow.ConnectionsCompleted);

    public static readonly SummaryMetric ConnectionsAborted = new(
        "connections_aborted", "connections_aborted", "", flow => flow.ConnectionsAborted);

    /// <summary>Of the sessions that offered MPTCP at a proxy: those whose MPTCP ends there.</summary>
    public static readonly SummaryMetric SessionsTakenOver = new(
        "sessions_taken_over", "sessions_taken_over", "", flow => flow.Sessions?.TakenOver);

    /// <summary>Of the sessions that offered MPTCP at a proxy: those left to a server that speaks it.</summary>
    public static readonly SummaryMetric SessionsLeft = new(
        "sessions_left", "sessions_left", "", flow => flow.Sessions?.Left);

    /// <summary>Of the sessions that offered MPTCP at a proxy: those passed on for another reason.</summary>
    public static readonly SummaryMetric SessionsPassed = new(
        "sessions_passed", "sessions_passed", "", flow => flow.Sessions?.Passed);

    /// <summary>Of the sessions that offered MPTCP at a proxy with limits: those that these did not grant.</summary>
    public static readonly SummaryMetric SessionsRefused = new(
        "sessions_refused", "sessions_refused", "", flow => flow.Sessions?.Refused);

    /// <summary>Joins that the limits of a proxy did not grant.</summary>
    public static readonly SummaryMetric SubflowsRefused = new(
        "subflows_refused", "subflows_refused", "", flow => flow.Sessions?.SubflowsRefused);

    /// <summary>Sessions that the standby of a crashed proxy went on with.</summary>
    public static readonly SummaryMetric SessionsKept = new("sessions_kept", "sessions_kept", "", flow => flow.SessionsKept);

    /// <summary>Sessions that the crash of a proxy has cost.</summary>
    public static readonly SummaryMetric SessionsLost = new("sessions_lost", "sessions_lost", "", flow => flow.SessionsLost);

    /// <summary>What told the standby of a proxy of the flow's packets.</summary>
    public static readonly SummaryMetric ReplicatedBytes = new("replicated_bytes", "replicated_bytes", "B", flow => flow.ReplicatedBytes);

    /// <summary>What a packet of a proxy has waited for its standby, on average.</summary>
    public static readonly SummaryMetric CommitDelay = new("commit_delay", "commit_delay_ms", "ms", flow => flow.CommitDelay?.Milliseconds);

    /// <summary>The share of a path of what leaves the end that has the paths: data, or acknowledgements of them.</summary>
    public static readonly SummaryMetric ShareUp = new(
        "share_up", "share_up", "%", _ => null, (flow, path) => FlowResult.RatioIn(flow.SharesUp, path) * 100)
    { IsOfPathsOnly = true, IsOfDirection = true, IsAccepted = false };

    /// <summary>The share of a path of what comes to that end.</summary>
    public static readonly SummaryMetric ShareDown = new(
        "share_down", "share_down", "%", _ => null, (flow, path) => FlowResult.RatioIn(flow.SharesDown, path) * 100)
    { IsOfPathsOnly = true, IsOfDirection = true, IsAccepted = false };

    /// <summary>Further subflows that were asked for and never established, where something on the way steers subflows.</summary>
    public static readonly SummaryMetric SubflowsFailed = new(
        "subflows_failed", "subflows_failed", "", flow => flow.Joins?.Failed);

    /// <summary>From opening until another path than the first is in use, mean over the connections that come so far, where something on the way steers subflows.</summary>
    public static readonly SummaryMetric SecondPathTime = new(
        "second_path_time", "second_path_time_ms", "ms", flow => flow.Joins is { OnSecondPath: > 0 } joins ? joins.TimeToSecondPath.Milliseconds / joins.OnSecondPath : null);

    /// <summary>What the octets of the flow have cost, on the paths that cost something.</summary>
    public static readonly SummaryMetric Cost = new(
        "cost", "cost", "", flow => flow.Costs.Count == 0 ? null : flow.Costs.Sum(path => path.Cost), (flow, path) => flow.Costs.FirstOrDefault(each => each.Path == path)?.Cost);

    /// <summary>Octets beyond the quotas of the paths.</summary>
    public static readonly SummaryMetric OverQuotaBytes = new(
        "over_quota_bytes", "over_quota_bytes", "B", flow => flow.Costs.Count == 0 ? null : flow.Costs.Sum(path => path.OctetsBeyond), (flow, path) => flow.Costs.FirstOrDefault(each => each.Path == path)?.OctetsBeyond);

    /// <summary>There is no figure of the whole flow, only of its paths.</summary>
    public bool IsOfPathsOnly { get; private init; }

    /// <summary>Of what goes one way only.</summary>
    public bool IsOfDirection { get; private init; }

    /// <summary>Baselines hold the figure; those that say nothing which others do not are left out.</summary>
    public bool IsAccepted { get; private init; } = true;

    /// <summary>In the order of the columns.</summary>
    public static IReadOnlyList<SummaryMetric> All { get; } =
    [
        Goodput, Bytes, CompletionTime, HandshakeTime, FirstByteTime, Share, Retransmissions, LongestGap, LongestStall, ConnectionsOpened, ConnectionsCompleted, ConnectionsAborted,
        SessionsTakenOver, SessionsLeft, SessionsPassed, SessionsRefused, SubflowsRefused,
        SessionsKept, SessionsLost, ReplicatedBytes, CommitDelay,
        ShareUp, ShareDown, SubflowsFailed, SecondPathTime, Cost, OverQuotaBytes,
    ];

    public static SummaryMetric? Find(string name) => All.FirstOrDefault(metric => metric.Name == name);

    /// <summary>The figure of the whole flow, or of one path of it.</summary>
    public double? Value(FlowResult flow, string? path) => path is null ? Read(flow) : ReadPath?.Invoke(flow, path);
}
