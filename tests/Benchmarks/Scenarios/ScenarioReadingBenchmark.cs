using BenchmarkDotNet.Attributes;
using Mpsim.Scenarios;

namespace Mpsim.Benchmarks.Scenarios;

/// <summary>From the text of a scenario to its plan.</summary>
[MemoryDiagnoser]
public class ScenarioReadingBenchmark
{
    private string _file = "";

    [GlobalSetup]
    public void Find()
    {
        // Benchmarks run from a folder of their own somewhere within the repository.
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !Directory.Exists(Path.Combine(folder.FullName, "scenarios")))
        {
            folder = folder.Parent;
        }

        _file = Path.Combine(folder?.FullName ?? throw new InvalidOperationException("the benchmarks run outside the repository"), "scenarios", "quickstart.yaml");
    }

    [Benchmark]
    public int Quickstart() => ScenarioReader.Read(_file, [], PluginNames.BuiltIn).Plan!.Variants.Count;
}
