using Mpsim.Models.Network;
using Mpsim.Models.Proxy;
using Mpsim.Models.Proxy.Load;
using Mpsim.Models.Proxy.Provision;
using Mpsim.Models.Units;
using Mpsim.Results;

namespace Mpsim.Measuring;

/// <summary>Sums a proxy up at the end of a run.</summary>
internal static class ProxyResults
{
    private static readonly (ProxyRefusal Reason, string Word)[] Reasons =
    [
        (ProxyRefusal.SessionLimit, "limit of sessions"), (ProxyRefusal.SubflowLimit, "limit of subflows"), (ProxyRefusal.Memory, "memory"), (ProxyRefusal.Sessions, "sessions"),
        (ProxyRefusal.Load, "load"), (ProxyRefusal.UnknownToken, "unknown token"), (ProxyRefusal.BadHmac, "bad HMAC"), (ProxyRefusal.HalfOpen, "half-open"), (ProxyRefusal.Stranger, "stranger"), (ProxyRefusal.Late, "late"), (ProxyRefusal.Port, "port"),
    ];

    private static readonly (ProxyWork Work, string Word)[] Works =
    [
        (ProxyWork.Forward, "forward"), (ProxyWork.Terminate, "terminate"), (ProxyWork.Session, "session"), (ProxyWork.Join, "join"), (ProxyWork.Cookie, "cookie"), (ProxyWork.Refuse, "refuse"),
    ];

    private static readonly (ProvisionLevel Level, string Word)[] Levels = [(ProvisionLevel.Subscriber, "subscriber"), (ProvisionLevel.Session, "session"), (ProvisionLevel.Subflow, "subflow")];

    /// <param name="proxy">The proxy.</param>
    /// <param name="links">All links, of which those at the proxy count.</param>
    /// <param name="end">How long the run was.</param>
    /// <param name="place">The node at whose links it works; null for the proxy itself.</param>
    /// <param name="replaced">Those that worked at the place before and have crashed: what they counted counts.</param>
    public static ProxyResult Of(ProxyNode proxy, IEnumerable<Link> links, Instant end, Node? place = null, IReadOnlyList<ProxyNode>? replaced = null)
    {
        ProxyNode[] boxes = [.. replaced ?? [], proxy];
        return new ProxyResult
        {
            Proxy = proxy.Name,
            Load = proxy.Processor is { } processor ? Load(boxes, processor.Costs, end) : null,
            Sessions = Sessions(boxes),
            SessionsPeak = boxes.Max(box => box.SessionsPeak),
            RelayPeak = boxes.Max(box => box.RelayPeak),
            Refusals = [.. Reasons.Select(each => (each.Word, Times: boxes.Sum(box => box.RefusalsFor(each.Reason)))).Where(each => each.Times > 0)],
            RateLimits = [.. boxes.SelectMany(box => box.RateLimits).GroupBy(each => each.Limit).Select(limit => (limit.Key, limit.Sum(each => each.Count.Sessions), limit.Sum(each => each.Count.SessionsHeld), Sum(limit.Select(each => each.Count.Held))))],
            Paths = Paths(place ?? proxy, links),
            Reports = proxy.Reports is { } reports
                ? new AccessReportResult(reports.Sent, reports.Lost, reports.Wrong, [.. reports.Accesses.Select(access => (access.Name, access.MisjudgedOctets))])
                : null,
            Selected = proxy.SessionsSelected,
            Provision = proxy.Signalling is { } exchange ? Provision(exchange) : null,
        };
    }

    private static SessionCounts Sessions(ProxyNode[] boxes) =>
        new((int)boxes.Sum(box => box.SessionsTakenOver), (int)boxes.Sum(box => box.SessionsLeft), (int)boxes.Sum(box => box.SessionsWithoutProxy))
        {
            Refused = (int)boxes.Sum(box => box.SessionsRefused),
            NotOffered = (int)boxes.Sum(box => box.SessionsNotOffered),
        };

    private static ProvisionResult Provision(ProvisionExchange exchange)
    {
        var (times, time) = exchange.Waits;
        var levels = Levels.Select(each => (each.Word, Counts: exchange.Desk.Of(each.Level))).Where(each => each.Counts != default);
        return new ProvisionResult(
            [.. levels.Select(each => (each.Word, each.Counts.Granted, each.Counts.PartlyGranted, each.Counts.Refused))],
            times == 0 ? null : time / times, exchange.Sent, exchange.Lost, exchange.Desk.Expired, exchange.Desk.SubflowsPeak);
    }

    private static ProxyLoadResult Load(ProxyNode[] boxes, ProcessingCosts costs, Instant end)
    {
        ProxyProcessor[] processors = [.. boxes.Select(box => box.Processor).OfType<ProxyProcessor>()];
        var busy = Sum(processors.Select(each => each.Busy));
        return new ProxyLoadResult(
            end == Instant.Zero ? 0 : busy.Seconds / (end.Seconds * costs.Cores),
            processors.Max(each => each.PeakWaiting),
            processors.Sum(each => each.Dropped.Packets),
            Mean(processors.Select(each => each.Handshakes)),
            Mean(processors.Select(each => each.Refused)),
            boxes.Max(box => box.SessionsPeak) * costs.SessionMemory,
            busy,
            [.. Works.Select(each => (each.Word, Times: processors.Sum(box => box.Of(each.Work).Times), Time: Sum(processors.Select(box => box.Of(each.Work).Time)))).Where(each => each.Times > 0)]);
    }

    private static Duration? Mean(IEnumerable<WorkCount> counts)
    {
        var times = counts.Sum(each => each.Times);
        return times == 0 ? null : Sum(counts.Select(each => each.Time)) / times;
    }

    private static Duration Sum(IEnumerable<Duration> durations) => durations.Aggregate(Duration.Zero, (sum, each) => sum + each);

    /// <summary>The lines of subscribers, named <c>homes-17/dsl</c>, are told by what they are.</summary>
    private static (string Link, long From, long To)[] Paths(Node proxy, IEnumerable<Link> links)
    {
        var from = links.Where(link => link.Destination.Node == proxy).ToLookup(link => NameOf(link.Destination), link => link.Delivered.Bytes);
        return [.. proxy.Interfaces.GroupBy(NameOf).Select(group => (group.Key, from[group.Key].Sum(), group.Sum(face => face.Egress?.Delivered.Bytes ?? 0)))];
    }

    private static string NameOf(Interface face) => face.Name[(face.Name.LastIndexOf('/') + 1)..];
}
