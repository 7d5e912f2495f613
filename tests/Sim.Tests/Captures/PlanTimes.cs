using System.Reflection;
using Mpsim.Models.Units;
using Mpsim.Scenarios.Plan;

namespace Mpsim.Sim.Tests.Captures;

/// <summary>
/// The points in time and the spans of a plan, found by reflection in every record that it is made of, so that none which a plan gets later can be overlooked. A field is named by
/// its record and itself: "EventPlan.At".
/// </summary>
/// <param name="instant">What becomes of a point in time.</param>
/// <param name="span">What becomes of a span.</param>
internal sealed class PlanTimes(Func<string, Instant, Instant> instant, Func<string, Duration, Duration> span)
{
    private readonly Dictionary<Type, PropertyInfo[]> _fields = [];

    /// <summary>The plan with other times.</summary>
    public T Move<T>(T plan)
        where T : class => (T)Moved("", plan)!;

    /// <summary>All points in time that a plan has.</summary>
    public static IReadOnlyList<(string Field, Instant At)> Instants(VariantPlan plan)
    {
        var found = new List<(string, Instant)>();
        new PlanTimes(
            (field, at) =>
            {
                found.Add((field, at));
                return at;
            },
            (_, each) => each).Move(plan);
        return found;
    }

    /// <summary>A record of a plan, which is made anew, field by field.</summary>
    public static bool IsRecord(Type type) => type is { IsClass: true, IsAbstract: false, Namespace: "Mpsim.Scenarios.Plan" } && CloneOf(type) is not null;

    /// <summary>The type of the members of a list of a plan; null for what is no list.</summary>
    public static Type? MemberOf(Type type) =>
        type.IsArray ? type.GetElementType() : type is { IsGenericType: true } && type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>) ? type.GetGenericArguments()[0] : null;

    /// <summary>The fields of a record that are set when it is made; what it derives from them follows.</summary>
    public static PropertyInfo[] FieldsOf(Type record) => [.. record.GetProperties(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic).Where(each => each.CanWrite)];

    private object? Moved(string field, object? value, Type? declared = null) => value switch
    {
        null => null,
        Instant at => instant(field, at),
        Duration length => span(field, length),
        _ when IsRecord(value.GetType()) => Moved(value),
        IEnumerable<object> list when declared is not null && MemberOf(declared) is { } member => MovedList(field, list, member),
        _ => value,
    };

    private object Moved(object record)
    {
        var type = record.GetType();
        var other = CloneOf(type)!.Invoke(record, null)!;
        if (!_fields.TryGetValue(type, out var fields))
        {
            _fields.Add(type, fields = FieldsOf(type));
        }

        foreach (var field in fields)
        {
            field.SetValue(other, Moved($"{field.DeclaringType!.Name}.{field.Name}", field.GetValue(record), field.PropertyType));
        }

        return other;
    }

    private Array MovedList(string field, IEnumerable<object> list, Type member)
    {
        object?[] moved = [.. list.Select(each => Moved(field, each))];
        var typed = Array.CreateInstance(member, moved.Length);
        moved.CopyTo(typed, 0);
        return typed;
    }

    private static MethodInfo? CloneOf(Type type) => type.GetMethod("<Clone>$", BindingFlags.Instance | BindingFlags.Public);
}
