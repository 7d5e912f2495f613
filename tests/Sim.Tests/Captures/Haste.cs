using Mpsim.Models.Units;
using Mpsim.Scenarios.Plan;

namespace Mpsim.Sim.Tests.Captures;

/// <summary>
/// A scenario in a hurry: what happens at points in time, such as outages, crashes, attacks, rush hours and the opening of connections, happens sooner by a factor, so
/// that a short run has handovers and what comes of them. Rates, delays and queues stay as they are. Every span of a plan is in one of two lists, and a test sees to that.
/// </summary>
internal static class Haste
{
    /// <summary>Spans between happenings, which are shortened with them.</summary>
    public static readonly IReadOnlySet<string> Shortened = new HashSet<string>
    {
        "ArrivalPlan.Gap", "FlowPlan.Time", "ProvisionPlan.Lifetime", "ProxyPlan.CapabilityAge",
    };

    /// <summary>Spans that belong to a way, a protocol or a machine, which are no faster than they are: delays, timeouts and costs. The run's own length is given.</summary>
    public static readonly IReadOnlySet<string> Kept = new HashSet<string>
    {
        "AccessReportPlan.Delay", "AccessReportPlan.Repeat", "AttackPlan.Gap", "DirectionPlan.Delay", "DirectionPlan.Jitter", "EventPlan.Delay", "FlowPlan.GiveUpAfter",
        "MptcpPlan.AddAddressTimeout", "MptcpPlan.BlackholeTimeout", "MptcpPlan.DelayThreshold", "ProvisionPlan.Delay", "ProvisionPlan.Repeat",
        "ProxyCostPlan.Crypto", "ProxyCostPlan.Forward", "ProxyCostPlan.Join", "ProxyCostPlan.Refuse", "ProxyCostPlan.Session", "ProxyCostPlan.Terminate",
        "ProxyFailurePlan.Detection", "ProxyFailurePlan.ReplicationDelay", "QueuePlan.Burst", "QueuePlan.Interval", "QueuePlan.Target", "TracePlan.Interval", "VariantPlan.Duration",
    };

    public static VariantPlan Hurry(VariantPlan variant, int factor, Duration duration) =>
        new PlanTimes((_, at) => new Instant(at.Nanoseconds / factor), (field, span) => Shortened.Contains(field) ? new Duration(Math.Max(1, span.Nanoseconds / factor)) : span).Move(variant) with { Duration = duration };

    /// <summary>When the last thing happens whose time the scenario gives; what lasts to the end of the run is no happening.</summary>
    public static Instant LastHappening(VariantPlan variant) =>
        PlanTimes.Instants(variant).Select(each => each.At).Where(at => at - Instant.Zero < variant.Duration).Aggregate(Instant.Zero, Instant.Max);
}
