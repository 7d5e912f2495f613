using Mpsim.Packetdrill.Matching;
using Mpsim.Packetdrill.Running;
using Mpsim.Sim.Tests.Scenarios;

namespace Mpsim.Sim.Tests.Packetdrill;

/// <summary>The conformance scripts: each states one rule of an RFC, and the stack keeps it.</summary>
public sealed class ShippedScriptTests
{
    private static readonly string Folder = Path.Combine(Repository.Root, "tests", "Scripts");

    public static TheoryData<string> Scripts =>
        [.. Directory.EnumerateFiles(Folder, "*.pkt", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(Folder, file).Replace('\\', '/')).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Scripts))]
    public void Stack_does_what_the_script_says(string name)
    {
        var outcome = new ScriptDrill().Run(name, File.ReadAllText(Path.Combine(Folder, name)));

        Assert.True(outcome.Status == ScriptStatus.Passed, $"{name}:{outcome.Line}: {outcome.Message}\n  expected {outcome.Expected}\n  actual   {outcome.Actual}");
        Assert.Empty(outcome.Notes);
    }

    /// <summary>Linux's choices are among those that the RFCs leave, so nothing that passes strictly fails leniently.</summary>
    [Theory]
    [MemberData(nameof(Scripts))]
    public void Stack_passes_leniently_too(string name) =>
        Assert.Equal(ScriptStatus.Passed, new ScriptDrill(Leniency.All).Run(name, File.ReadAllText(Path.Combine(Folder, name))).Status);

    [Theory]
    [MemberData(nameof(Scripts))]
    public void Script_names_the_rule_that_it_tests(string name)
    {
        var head = File.ReadLines(Path.Combine(Folder, name)).TakeWhile(line => line.StartsWith("//", StringComparison.Ordinal)).ToArray();

        Assert.NotEmpty(head);
        Assert.All(head, line => Assert.True(line.Length > 3));
    }
}
