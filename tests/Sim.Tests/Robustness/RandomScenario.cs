using System.Text;
using Mpsim.Models.Kernel;

namespace Mpsim.Sim.Tests.Robustness;

/// <summary>A scenario as a user would have it on disk: the text of the file, and the traces that lie beside it.</summary>
internal sealed record RandomScenario(string Text, params RandomTrace[] Traces)
{
    private const string FileName = "scenario.yaml";

    /// <summary>Puts the files into a folder.</summary>
    /// <returns>The path of the scenario.</returns>
    public string WriteTo(string folder)
    {
        foreach (var trace in Traces)
        {
            File.WriteAllText(Path.Combine(folder, trace.FileName), trace.Text);
        }

        var path = Path.Combine(folder, FileName);
        File.WriteAllText(path, Text);
        return path;
    }

    /// <summary>What a failed test prints: the scenario, kept where the printed command finds it.</summary>
    public override string ToString()
    {
        var name = NameHash.Of(Text).ToString("x16");
        var file = WriteTo(Directory.CreateDirectory(Path.Combine(Path.GetTempPath(), "mpsim-robustness", name)).FullName);
        return new StringBuilder()
            .AppendLine($"replay: mpsim run {file} --seed {ScenarioGenerator.Seed}")
            .AppendLine()
            .Append(Text)
            .ToString();
    }
}

/// <summary>A file of a recorded rate.</summary>
internal sealed record RandomTrace(string FileName, string Text);
