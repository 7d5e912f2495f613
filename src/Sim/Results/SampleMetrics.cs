namespace Mpsim.Results;

/// <summary>Names of the time series that charts read.</summary>
public static class SampleMetrics
{
    /// <summary>Of a flow, or of a flow on one path: payload delivered in the interval, Mbit/s.</summary>
    public const string Goodput = "goodput";

    /// <summary>Of a direction of a link: bits delivered in the interval, Mbit/s.</summary>
    public const string Rate = "rate";

    /// <summary>Of a direction of a link: packets waiting.</summary>
    public const string Queue = "queue";

    /// <summary>Of a direction of a link with a queue discipline: packets that it dropped in the interval.</summary>
    public const string Dropped = "dropped";

    /// <summary>Of a proxy with a cost model: the part of its cores' time in the interval, %. Its waiting and dropped packets are told as those of links.</summary>
    public const string CpuShare = "cpu_share";

    /// <summary>Of a proxy with a cost model: sessions, those being opened included.</summary>
    public const string Sessions = "sessions";

    /// <summary>Of a proxy with a cost model: memory that its sessions take, B.</summary>
    public const string Memory = "memory";

    /// <summary>Of a proxy with a cost model: octets in its relays.</summary>
    public const string RelayBuffer = "relay_buffer";

    /// <summary>Of a proxy with a cost model: sessions, subflows and packets turned down in the interval.</summary>
    public const string Refused = "refused";

    /// <summary>Where public addresses are shared: ports in use or on hold.</summary>
    public const string Ports = "ports";

    /// <summary>Where public addresses are shared: SYNs of the interval that got no port, repeated ones among them.</summary>
    public const string PortsRefused = "ports_refused";

    /// <summary>Of a direction of a link with a queue discipline: packets that it marked in the interval (ECN).</summary>
    public const string Marked = "marked";

    /// <summary>Of a direction of a trace-driven link: bits that the trace could have carried in the interval, Mbit/s.</summary>
    public const string Capacity = "capacity";

    /// <summary>Of a subflow: congestion window, segments.</summary>
    public const string CongestionWindow = "cwnd";

    /// <summary>Of a subflow: smoothed round-trip time, ms.</summary>
    public const string SmoothedRtt = "srtt";
}
