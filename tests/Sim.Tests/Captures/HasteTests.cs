using System.Reflection;
using Mpsim.Models.Units;
using Mpsim.Scenarios;
using Mpsim.Scenarios.Plan;
using Mpsim.Sim.Tests.Scenarios;

namespace Mpsim.Sim.Tests.Captures;

/// <summary>A scenario in a hurry is one whose every point in time has moved.</summary>
public sealed class HasteTests
{
    /// <summary>Types of a plan that hold a point in time, and are found from a variant through properties that can be set.</summary>
    public static TheoryData<Type> TimedTypes() =>
        [.. typeof(VariantPlan).Assembly.GetTypes().Where(type => type.Namespace == typeof(VariantPlan).Namespace && type.GetProperties().Any(IsTimed))];

    [Theory]
    [MemberData(nameof(TimedTypes))]
    public void Every_type_that_has_a_point_in_time_is_reached_from_a_variant(Type timed) => Assert.Contains(timed, Reached(typeof(VariantPlan), []));

    [Theory]
    [InlineData("failover", "hot standby")]
    [InlineData("attack", "syn flood")]
    [InlineData("negotiation", null)]
    [InlineData("selection", null)]
    [InlineData("scaling", null)]
    [InlineData("handover", null)]
    public void Every_point_in_time_of_a_scenario_moves(string scenario, string? variant)
    {
        var plan = Plan(scenario, variant);

        var before = Instants(plan);
        var after = Instants(Haste.Hurry(plan, 10, plan.Duration));

        Assert.Contains(before, at => at != Instant.Zero && at != Instant.Never);
        Assert.Equal(before.Select(at => at == Instant.Never ? at : new Instant(at.Nanoseconds / 10)), after);
    }

    [Theory]
    [InlineData("failover", "hot standby", 6.1)]
    [InlineData("attack", "syn flood", 5)]
    public void Last_happening_is_no_sooner_than_crash_or_attack(string scenario, string variant, double seconds) =>
        Assert.True(Haste.LastHappening(Plan(scenario, variant)) >= Instant.FromSeconds(seconds));

    private static VariantPlan Plan(string scenario, string? variant) =>
        ScenarioReader.Read(Repository.PathTo("scenarios", $"{scenario}.yaml"), [], PluginNames.BuiltIn).Plan!.Variants.First(each => variant is null || each.Name == variant);

    private static List<Instant> Instants(VariantPlan plan)
    {
        var found = new List<Instant>();
        Haste.Moved(plan, at =>
        {
            found.Add(at);
            return at;
        });
        return found;
    }

    private static bool IsTimed(PropertyInfo property) => property.PropertyType == typeof(Instant) || property.PropertyType == typeof(Instant?);

    private static HashSet<Type> Reached(Type from, HashSet<Type> seen)
    {
        var type = Nullable.GetUnderlyingType(from) ?? from;
        if (type.IsGenericType)
        {
            foreach (var argument in type.GetGenericArguments())
            {
                Reached(argument, seen);
            }
        }
        else if (type.Namespace == typeof(VariantPlan).Namespace && seen.Add(type))
        {
            foreach (var property in type.GetProperties().Where(each => each.CanWrite))
            {
                Reached(property.PropertyType, seen);
            }
        }

        return seen;
    }
}
