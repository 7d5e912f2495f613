using Mpsim.Scenarios.Keys;
using Mpsim.Scenarios.Plan;
using Mpsim.Scenarios.Values;

namespace Mpsim.Scenarios.Reading;

/// <summary>How metrics and their bounds are written in expectations and tolerances.</summary>
internal static class MetricNames
{
    public static readonly ChoiceForm<Metric> Form = new("metric",
    [
        ("goodput", Metric.Goodput), ("bytes", Metric.Bytes), ("completion_time", Metric.CompletionTime),
        ("handshake_time", Metric.HandshakeTime), ("first_byte_time", Metric.FirstByteTime), ("share", Metric.Share), ("retransmissions", Metric.Retransmissions),
        ("longest_gap", Metric.LongestGap), ("longest_stall", Metric.LongestStall), ("connections_opened", Metric.ConnectionsOpened), ("connections_completed", Metric.ConnectionsCompleted),
        ("connections_aborted", Metric.ConnectionsAborted),
        ("sessions_taken_over", Metric.SessionsTakenOver), ("sessions_left", Metric.SessionsLeft), ("sessions_passed", Metric.SessionsPassed), ("sessions_without_mptcp", Metric.SessionsWithoutMptcp),
        ("sessions_refused", Metric.SessionsRefused), ("subflows_refused", Metric.SubflowsRefused),
        ("sessions_kept", Metric.SessionsKept), ("sessions_lost", Metric.SessionsLost), ("replicated_bytes", Metric.ReplicatedBytes), ("commit_delay", Metric.CommitDelay),
        ("share_up", Metric.ShareUp), ("share_down", Metric.ShareDown), ("subflows_failed", Metric.SubflowsFailed), ("second_path_time", Metric.SecondPathTime),
        ("cpu_share", Metric.CpuShare), ("cpu_queue_peak", Metric.CpuQueuePeak), ("cpu_dropped", Metric.CpuDropped), ("added_handshake_delay", Metric.AddedHandshakeDelay),
        ("refusal_work", Metric.RefusalWork), ("session_work", Metric.SessionWork), ("memory_peak", Metric.MemoryPeak), ("sessions_peak", Metric.SessionsPeak), ("refusals", Metric.Refusals),
        ("requests_granted", Metric.RequestsGranted), ("requests_partly_granted", Metric.RequestsPartlyGranted), ("requests_refused", Metric.RequestsRefused), ("time_to_grant", Metric.TimeToGrant),
        ("sessions_selected", Metric.SessionsSelected), ("cost", Metric.Cost), ("over_quota_bytes", Metric.OverQuotaBytes),
        ("misjudged_bytes", Metric.MisjudgedBytes), ("sessions_held", Metric.SessionsHeld), ("ports_peak", Metric.PortsPeak), ("ports_of_one_peak", Metric.PortsOfOnePeak), ("ports_refused", Metric.PortsRefused),
    ]);

    private static readonly AmountForm Amount = new();

    /// <summary>The metric is one of a proxy, and not of a flow.</summary>
    public static bool IsOfProxy(Metric metric) => metric is Metric.CpuShare or Metric.CpuQueuePeak or Metric.CpuDropped or Metric.AddedHandshakeDelay
        or Metric.RefusalWork or Metric.SessionWork or Metric.MemoryPeak or Metric.SessionsPeak or Metric.Refusals or Metric.MisjudgedBytes
        or Metric.RequestsGranted or Metric.RequestsPartlyGranted or Metric.RequestsRefused or Metric.TimeToGrant or Metric.SessionsSelected or Metric.SessionsHeld;

    /// <summary>The metric is one of addresses that are shared at a NAPT or a proxy.</summary>
    public static bool IsOfPorts(Metric metric) => metric is Metric.PortsPeak or Metric.PortsOfOnePeak or Metric.PortsRefused;

    /// <summary>Reads a bound into the metric's own unit.</summary>
    /// <param name="expected">What belongs there; for the message when the text cannot be read.</param>
    public static bool TryReadBound(Metric metric, string text, out double bound, out string expected, out Misreading problem)
    {
        switch (metric)
        {
            case Metric.Goodput:
                return TryRead(Forms.Rate, text, rate => rate.BitsPerSecond, out bound, out expected, out problem);
            case Metric.Cost:
                return TryRead(Amount, text, amount => amount, out bound, out expected, out problem);
            case Metric.OverQuotaBytes or Metric.Bytes or Metric.MemoryPeak or Metric.MisjudgedBytes or Metric.ReplicatedBytes:
                return TryRead(Forms.Size, text, size => size.Bytes, out bound, out expected, out problem);
            case Metric.Share or Metric.ShareUp or Metric.ShareDown or Metric.CpuShare:
                return TryRead(Forms.Percent, text, part => part.Value, out bound, out expected, out problem);
            case Metric.Retransmissions or Metric.ConnectionsOpened or Metric.ConnectionsCompleted or Metric.ConnectionsAborted
                or Metric.SessionsTakenOver or Metric.SessionsLeft or Metric.SessionsPassed or Metric.SessionsWithoutMptcp or Metric.SessionsRefused or Metric.SubflowsRefused or Metric.SubflowsFailed or Metric.SessionsKept or Metric.SessionsLost
                or Metric.CpuQueuePeak or Metric.CpuDropped or Metric.SessionsPeak or Metric.Refusals or Metric.RequestsGranted or Metric.RequestsPartlyGranted or Metric.RequestsRefused or Metric.SessionsSelected or Metric.SessionsHeld or Metric.PortsPeak or Metric.PortsOfOnePeak or Metric.PortsRefused:
                return TryRead(Forms.Count, text, count => count, out bound, out expected, out problem);
            default:
                return TryRead(Forms.Bound, text, span => span.Seconds, out bound, out expected, out problem);
        }
    }

    private static bool TryRead<T>(
        ValueForm<T> form, string text, Func<T, double> convert, out double bound, out string expected, out Misreading problem)
    {
        var read = form.TryRead(text, out var value, out problem);
        bound = read ? convert(value) : 0;
        expected = form.Expected;
        return read;
    }
}
