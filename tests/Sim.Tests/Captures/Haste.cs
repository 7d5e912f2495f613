using System.Collections;
using System.Reflection;
using Mpsim.Models.Units;
using Mpsim.Scenarios.Plan;

namespace Mpsim.Sim.Tests.Captures;

/// <summary>
/// A scenario in a hurry: what happens at points in time, such as outages, crashes, attacks, rush hours and the opening of connections, happens sooner by a
/// factor, so that a short run has them and what comes of them. Rates, delays, patience and queues stay as they are.
/// </summary>
/// <remarks>Every <see cref="Instant"/> of a plan is moved, wherever it stands: a point in time that a plan gets one day is moved as well.</remarks>
internal static class Haste
{
    public static VariantPlan Hurry(VariantPlan variant, int factor, Duration duration)
    {
        var sooner = (VariantPlan)Moved(variant, at => at == Instant.Never ? at : new Instant(at.Nanoseconds / factor))!;
        return sooner with
        {
            Duration = duration,
            Flows = [.. sooner.Flows.Select(flow => flow.Arrivals is { } arrivals ? flow with { Arrivals = arrivals with { Gap = Shorter(arrivals.Gap, factor) } } : flow)],
        };
    }

    /// <summary>When the last thing happens whose time the scenario gives, transfers left out.</summary>
    public static Instant LastHappening(VariantPlan variant)
    {
        var last = Instant.Zero;
        Moved(variant with { Flows = [.. variant.Flows.Select(flow => flow with { Arrivals = null })] }, at =>
        {
            last = at == Instant.Never ? last : Instant.Max(last, at);
            return at;
        });
        return last;
    }

    /// <summary>The same with every point in time in the place of which another is put.</summary>
    internal static object? Moved(object? value, Func<Instant, Instant> move) => value switch
    {
        null or string => value,
        Instant at => move(at),
        IList list => Moved(list, move),
        _ when value.GetType() is { IsClass: true, Namespace: "Mpsim.Scenarios.Plan" } => MovedRecord(value, move),
        _ => value,
    };

    private static Array Moved(IList list, Func<Instant, Instant> move)
    {
        var element = list.GetType().GetInterfaces().Single(each => each.IsGenericType && each.GetGenericTypeDefinition() == typeof(IReadOnlyList<>)).GetGenericArguments()[0];
        var moved = Array.CreateInstance(element, list.Count);
        for (var i = 0; i < list.Count; i++)
        {
            moved.SetValue(Moved(list[i], move), i);
        }

        return moved;
    }

    private static object MovedRecord(object record, Func<Instant, Instant> move)
    {
        if (record.GetType().GetMethod("<Clone>$") is not { } clone)
        {
            return record;
        }

        var copy = clone.Invoke(record, null)!;
        foreach (var property in record.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(each => each.CanWrite))
        {
            property.SetValue(copy, Moved(property.GetValue(record), move));
        }

        return copy;
    }

    private static Duration Shorter(Duration gap, int factor) => new(Math.Max(1, gap.Nanoseconds / factor));
}
