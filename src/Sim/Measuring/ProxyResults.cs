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
    public static ProxyResult Of(ProxyNode proxy, IEnumerable<Link> links, Instant end, Node? place = null) => new()
    {
        Proxy = proxy.Name,
        Load = proxy.Processor is { } processor ? Load(proxy, processor, end) : null,
        Sessions = new SessionCounts((int)proxy.SessionsTakenOver, (int)proxy.SessionsLeft, (int)proxy.SessionsWithoutProxy) { Refused = (int)proxy.SessionsRefused, NotOffered = (int)proxy.SessionsNotOffered },
        SessionsPeak = proxy.SessionsPeak,
        RelayPeak = proxy.RelayPeak,
        Refusals = [.. Reasons.Select(each => (each.Word, proxy.RefusalsFor(each.Reason))).Where(each => each.Item2 > 0)],
        RateLimits = [.. proxy.RateLimits.Select(each => (each.Limit, each.Count.Sessions, each.Count.SessionsHeld, each.Count.Held))],
        Paths = Paths(place ?? proxy, links),
        Reports = proxy.Reports is { } reports
            ? new AccessReportResult(reports.Sent, reports.Lost, reports.Wrong, [.. reports.Accesses.Select(access => (access.Name, access.MisjudgedOctets))])
            : null,
        Selected = proxy.SessionsSelected,
        Provision = proxy.Signalling is { } exchange ? Provision(exchange) : null,
    };

    private static ProvisionResult Provision(ProvisionExchange exchange)
    {
        var (times, time) = exchange.Waits;
        var levels = Levels.Select(each => (each.Word, Counts: exchange.Desk.Of(each.Level))).Where(each => each.Counts != default);
        return new ProvisionResult(
            [.. levels.Select(each => (each.Word, each.Counts.Granted, each.Counts.PartlyGranted, each.Counts.Refused))],
            times == 0 ? null : time / times, exchange.Sent, exchange.Lost, exchange.Desk.Expired, exchange.Desk.SubflowsPeak);
    }

    private static ProxyLoadResult Load(ProxyNode proxy, ProxyProcessor processor, Instant end)
    {
        var refused = processor.Refused;
        return new ProxyLoadResult(
            end == Instant.Zero ? 0 : processor.Busy.Seconds / (end.Seconds * processor.Costs.Cores),
            processor.PeakWaiting,
            processor.Dropped.Packets,
            processor.Handshakes.Times == 0 ? null : processor.Handshakes.Mean,
            refused.Times == 0 ? null : refused.Mean,
            proxy.SessionsPeak * processor.Costs.SessionMemory,
            processor.Busy,
            [.. Works.Select(each => (each.Word, processor.Of(each.Work).Times, processor.Of(each.Work).Time)).Where(each => each.Times > 0)]);
    }

    /// <summary>The lines of subscribers, named <c>homes-17/dsl</c>, are told by what they are.</summary>
    private static (string Link, long From, long To)[] Paths(Node proxy, IEnumerable<Link> links)
    {
        var from = links.Where(link => link.Destination.Node == proxy).ToLookup(link => NameOf(link.Destination), link => link.Delivered.Bytes);
        return [.. proxy.Interfaces.GroupBy(NameOf).Select(group => (group.Key, from[group.Key].Sum(), group.Sum(face => face.Egress?.Delivered.Bytes ?? 0)))];
    }

    private static string NameOf(Interface face) => face.Name[(face.Name.LastIndexOf('/') + 1)..];
}
