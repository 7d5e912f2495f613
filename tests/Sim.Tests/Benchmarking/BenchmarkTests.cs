using System.Reflection;
using BenchmarkDotNet.Attributes;
using Mpsim.Benchmarks.Network;

namespace Mpsim.Sim.Tests.Benchmarking;

/// <summary>Runs every benchmark once, so that none can rot; what it takes is not looked at.</summary>
public sealed class BenchmarkTests
{
    public static TheoryData<Type, string> Benchmarks =>
        [.. from type in typeof(RingBenchmark).Assembly.GetTypes()
            from method in type.GetMethods()
            where method.IsDefined(typeof(BenchmarkAttribute))
            orderby type.FullName, method.Name
            select new TheoryDataRow<Type, string>(type, method.Name)];

    [Theory]
    [MemberData(nameof(Benchmarks))]
    public void Benchmark_does_its_work(Type type, string method)
    {
        foreach (var setting in Settings(type))
        {
            var benchmark = Activator.CreateInstance(type);
            foreach (var (property, value) in setting)
            {
                property.SetValue(benchmark, value);
            }

            foreach (var setup in type.GetMethods().Where(each => each.IsDefined(typeof(GlobalSetupAttribute))))
            {
                setup.Invoke(benchmark, []);
            }

            // Each answers with what it has counted, which nothing is if it did nothing.
            Assert.True(Convert.ToInt64(type.GetMethod(method)!.Invoke(benchmark, [])) > 0);
        }
    }

    /// <summary>All combinations of the values that the class asks for.</summary>
    private static IEnumerable<(PropertyInfo Property, object? Value)[]> Settings(Type type) =>
        type.GetProperties().Select(property => (Property: property, Values: Values(type, property))).Where(entry => entry.Values is not null)
            .Aggregate<(PropertyInfo Property, object?[]? Values), IEnumerable<(PropertyInfo, object?)[]>>(
                [[]],
                (settings, entry) => settings.SelectMany(setting => entry.Values!.Select(value => ((PropertyInfo, object?)[])[.. setting, (entry.Property, value)])));

    private static object?[]? Values(Type type, PropertyInfo property) =>
        property.GetCustomAttribute<ParamsAttribute>()?.Values
        ?? (property.GetCustomAttribute<ParamsSourceAttribute>() is { } source
            ? [.. ((System.Collections.IEnumerable)type.GetProperty(source.Name)!.GetValue(null)!).Cast<object?>()]
            : null);
}
