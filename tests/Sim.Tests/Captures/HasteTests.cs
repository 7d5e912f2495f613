using Mpsim.Models.Units;
using Mpsim.Scenarios;
using Mpsim.Scenarios.Plan;
using Mpsim.Sim.Tests.Scenarios;

namespace Mpsim.Sim.Tests.Captures;

/// <summary>What the hurried form of a scenario moves: every point in time that a plan can have, and those spans that lie between happenings.</summary>
public sealed class HasteTests
{
    private static readonly Type[] Records = [.. typeof(VariantPlan).Assembly.GetTypes().Where(PlanTimes.IsRecord).OrderBy(type => type.Name, StringComparer.Ordinal)];

    [Fact]
    public void Every_span_of_a_plan_is_shortened_or_kept()
    {
        var spans = Records.Where(record => record != typeof(ScenarioPlan)).SelectMany(PlanTimes.FieldsOf).Where(field => (Nullable.GetUnderlyingType(field.PropertyType) ?? field.PropertyType) == typeof(Duration))
            .Select(field => $"{field.DeclaringType!.Name}.{field.Name}").Distinct().Order(StringComparer.Ordinal);
        Assert.Empty(Haste.Shortened.Intersect(Haste.Kept));
        Assert.Equal(Haste.Shortened.Concat(Haste.Kept).Order(StringComparer.Ordinal), spans);
    }

    /// <summary>Times are reached through records and lists alone: one in a dictionary, in a structure or in a type of a model would stay where it is.</summary>
    [Fact]
    public void No_time_of_a_plan_is_where_it_would_not_be_moved()
    {
        Assert.Contains(typeof(ProxyEventPlan), Records);
        foreach (var field in Records.SelectMany(PlanTimes.FieldsOf))
        {
            var type = Nullable.GetUnderlyingType(PlanTimes.MemberOf(field.PropertyType) ?? field.PropertyType) ?? PlanTimes.MemberOf(field.PropertyType) ?? field.PropertyType;
            var isReached = type == typeof(Instant) || PlanTimes.IsRecord(type) || type.IsAbstract;
            Assert.True(isReached || !HasInstant(type, []), $"{field.DeclaringType!.Name}.{field.Name} has a point in time in {type}");
        }
    }

    [Theory]
    [InlineData("failover", "ProxyEventPlan.At")]
    [InlineData("attack", "AttackPlan.Start")]
    [InlineData("attack", "AttackPlan.Until")]
    [InlineData("negotiation", "ReserveRequestPlan.Until")]
    [InlineData("selection", "ArrivalPlan.Until")]
    [InlineData("selection", "EventPlan.At")]
    [InlineData("scaling", "PoolMemberPlan.From")]
    [InlineData("handover-nat", "NaptEventPlan.At")]
    [InlineData("pooling-policies", "TimetableEntry.From")]
    [InlineData("hybrid", "ProxyRulePlan.From")]
    public void Times_of_a_scenario_are_moved(string scenario, string field)
    {
        var variants = ScenarioReader.Read(Repository.PathTo("scenarios", $"{scenario}.yaml"), [], PluginNames.BuiltIn).Plan!.Variants;
        var found = variants.SelectMany(PlanTimes.Instants).Where(each => each.Field == field).Select(each => each.At.Nanoseconds).ToArray();
        var moved = variants.SelectMany(variant => PlanTimes.Instants(Haste.Hurry(variant, 25, Duration.FromSeconds(1)))).Where(each => each.Field == field).Select(each => each.At.Nanoseconds);
        Assert.NotEmpty(found);
        Assert.Contains(found, at => at > 0);
        Assert.Equal(found.Select(at => at / 25), moved);
    }

    [Fact]
    public void Hurried_scenario_keeps_its_ways()
    {
        var variant = ScenarioReader.Read(Repository.PathTo("scenarios", "failover.yaml"), [], PluginNames.BuiltIn).Plan!.Variants[0];
        var hurried = Haste.Hurry(variant, 25, Duration.FromSeconds(1));
        Assert.Equal(variant.Links.Select(link => link.Up.Delay), hurried.Links.Select(link => link.Up.Delay));
        Assert.Equal(Duration.FromSeconds(1), hurried.Duration);
        Assert.NotEqual(variant.ProxyEvents[0].At, hurried.ProxyEvents[0].At);
    }

    private static bool HasInstant(Type type, HashSet<Type> seen) =>
        type == typeof(Instant) || (seen.Add(type) && (type.GetGenericArguments().Any(argument => HasInstant(argument, seen)) || (type.Namespace?.StartsWith("Mpsim", StringComparison.Ordinal) == true
            && type.GetProperties().Where(property => property.GetMethod?.IsStatic == false).Any(property => HasInstant(property.PropertyType, seen)))));
}
