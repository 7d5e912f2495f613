namespace Mpsim.Results;

/// <summary>A figure of a proxy that expectations and baselines know by name; <c>proxies.csv</c> has these and those that are told apart by reason, link or kind of work.</summary>
/// <param name="Name">As in <c>expect:</c> and baselines.</param>
/// <param name="Unit">Unit of the reading.</param>
/// <param name="Read">The figure, or null where the proxy has none.</param>
public sealed record ProxyMetric(string Name, string Unit, Func<ProxyResult, double?> Read)
{
    public static readonly ProxyMetric CpuShare = new("cpu_share", "%", proxy => proxy.Load?.CpuShare * 100);

    public static readonly ProxyMetric CpuQueuePeak = new("cpu_queue_peak", "packets", proxy => proxy.Load?.QueuePeak);

    public static readonly ProxyMetric CpuDropped = new("cpu_dropped", "packets", proxy => proxy.Load?.Dropped);

    public static readonly ProxyMetric HandshakeDelay = new("added_handshake_delay", "ms", proxy => proxy.Load?.HandshakeDelay?.Milliseconds);

    /// <summary>The work on one packet that is turned down.</summary>
    public static readonly ProxyMetric RefusalWork = new("refusal_work", "us", proxy => proxy.Load?.RefusalWork?.Nanoseconds / 1e3);

    public static readonly ProxyMetric MemoryPeak = new("memory_peak", "B", proxy => proxy.Load?.MemoryPeak);

    public static readonly ProxyMetric SessionsPeak = new("sessions_peak", "", proxy => proxy.SessionsPeak) { IsToldByFlows = true };

    /// <summary>Sessions, subflows and packets that were turned down.</summary>
    public static readonly ProxyMetric Refusals = new("refusals", "", proxy => proxy.RefusedInAll) { IsToldByFlows = true };

    /// <summary>Octets of accesses that the proxy took for what they were not.</summary>
    public static readonly ProxyMetric MisjudgedBytes = new("misjudged_bytes", "B", proxy => proxy.Reports?.MisjudgedOctets);

    /// <summary>Requests for resources that got all that they asked for.</summary>
    public static readonly ProxyMetric RequestsGranted = new("requests_granted", "", proxy => proxy.Provision?.Levels.Sum(level => level.Granted));

    /// <summary>Requests that got something of it.</summary>
    public static readonly ProxyMetric RequestsPartlyGranted = new("requests_partly_granted", "", proxy => proxy.Provision?.Levels.Sum(level => level.PartlyGranted));

    /// <summary>Requests that got nothing.</summary>
    public static readonly ProxyMetric RequestsRefused = new("requests_refused", "", proxy => proxy.Provision?.Levels.Sum(level => level.Refused));

    /// <summary>From the first sending of a request to the answer that grants anything, mean.</summary>
    public static readonly ProxyMetric TimeToGrant = new("time_to_grant", "ms", proxy => proxy.Provision?.TimeToGrant?.Milliseconds);

    /// <summary>Sessions for which the proxy was selected among those on their way.</summary>
    public static readonly ProxyMetric SessionsSelected = new("sessions_selected", "", proxy => proxy.Selected);

    /// <summary>Sessions of which something had to wait because of a limit of rates.</summary>
    public static readonly ProxyMetric SessionsHeld = new("sessions_held", "", proxy => proxy.RateLimits.Count == 0 ? null : proxy.RateLimits.Sum(each => each.Held));

    /// <summary>Figures of flows say as much where nothing is known of the proxy's work.</summary>
    public bool IsToldByFlows { get; private init; }

    /// <summary>In the order of the rows.</summary>
    public static IReadOnlyList<ProxyMetric> All { get; } = [CpuShare, CpuQueuePeak, CpuDropped, HandshakeDelay, RefusalWork, MemoryPeak, SessionsPeak, Refusals, MisjudgedBytes, RequestsGranted, RequestsPartlyGranted, RequestsRefused, TimeToGrant, SessionsSelected, SessionsHeld];

    public static ProxyMetric? Find(string name) => All.FirstOrDefault(metric => metric.Name == name);
}
