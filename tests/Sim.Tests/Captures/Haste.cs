using Mpsim.Models.Units;
using Mpsim.Scenarios.Plan;

namespace Mpsim.Sim.Tests.Captures;

/// <summary>
/// A scenario in a hurry: what happens at points in time, such as outages, rush hours and the opening of connections, happens sooner by a factor, so
/// that a short run has handovers and what comes of them. Rates, delays and queues stay as they are.
/// </summary>
internal static class Haste
{
    public static VariantPlan Hurry(VariantPlan variant, int factor, Duration duration) => variant with
    {
        Duration = duration,
        Events = [.. variant.Events.Select(each => each with { At = Sooner(each.At, factor) })],
        NaptEvents = [.. variant.NaptEvents.Select(each => each with { At = Sooner(each.At, factor) })],
        Nodes = [.. variant.Nodes.Select(node => Hurry(node, factor))],
        Links = [.. variant.Links.Select(link => link with { Middleboxes = Hurry(link.Middleboxes, factor) })],
        Flows = [.. variant.Flows.Select(flow => flow with
        {
            Start = Sooner(flow.Start, factor),
            Arrivals = flow.Arrivals is { } arrivals ? arrivals with { Gap = new Duration(Math.Max(1, arrivals.Gap.Nanoseconds / factor)), Until = Sooner(arrivals.Until, factor) } : null,
        })],
    };

    /// <summary>When the last thing happens whose time the scenario gives, transfers left out.</summary>
    public static Instant LastHappening(VariantPlan variant) => ((Instant?[])
    [
        Instant.Zero,
        .. variant.Events.Select(each => (Instant?)each.At),
        .. variant.NaptEvents.Select(each => (Instant?)each.At),
        .. variant.Flows.Select(flow => (Instant?)flow.Start),
        .. variant.Links.SelectMany(link => link.Middleboxes).Concat(variant.Nodes.SelectMany(node => node.Middleboxes)).SelectMany(box => new[] { box.From, box.Until }),
        .. variant.Nodes.SelectMany(node => node.Mptcp.Timetable).Select(entry => (Instant?)entry.Until),
        .. variant.Nodes.SelectMany(node => node.Proxy?.Rules ?? []).SelectMany(rule => new[] { rule.From, rule.Until }),
        .. variant.Nodes.SelectMany(node => node.Pool?.Members ?? []).SelectMany(member => new[] { member.From, member.Drains, member.Until }),
    ]).OfType<Instant>().Aggregate(Instant.Max);

    private static NodePlan Hurry(NodePlan node, int factor) => node with
    {
        Middleboxes = Hurry(node.Middleboxes, factor),
        Pool = node.Pool is { } pool ? pool with { Members = [.. pool.Members.Select(member => member with { From = Sooner(member.From, factor), Drains = Sooner(member.Drains, factor), Until = Sooner(member.Until, factor) })] } : null,
        Mptcp = node.Mptcp with { Timetable = [.. node.Mptcp.Timetable.Select(entry => entry with { From = Sooner(entry.From, factor), Until = Sooner(entry.Until, factor) })] },
        Proxy = node.Proxy is { } proxy ? proxy with { Rules = [.. proxy.Rules.Select(rule => rule with { From = Sooner(rule.From, factor), Until = Sooner(rule.Until, factor) })] } : null,
    };

    private static MiddleboxPlan[] Hurry(IReadOnlyList<MiddleboxPlan> boxes, int factor) => [.. boxes.Select(box => box with { From = Sooner(box.From, factor), Until = Sooner(box.Until, factor) })];

    private static Instant? Sooner(Instant? at, int factor) => at is { } instant ? Sooner(instant, factor) : null;

    private static Instant Sooner(Instant at, int factor) => new(at.Nanoseconds / factor);
}
