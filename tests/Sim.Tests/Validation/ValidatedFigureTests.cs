using Mpsim.Commands;
using Mpsim.Sim.Tests.Scenarios;
using Mpsim.Validation;
using Spectre.Console;

namespace Mpsim.Sim.Tests.Validation;

public sealed class ValidatedFigureTests
{
    [Theory]
    [InlineData("S1", "goodput", "Mbit/s", 10, 10.5, true)]
    [InlineData("S1", "goodput", "Mbit/s", 10, 9.4, false)]
    [InlineData("S3", "share of path A", "ratio", 0.6, 0.649, true)]
    [InlineData("S3", "share of path A", "ratio", 0.6, 0.66, false)]
    [InlineData("S10m", "completion time", "ms", 100, 109, true)]
    [InlineData("S10m", "completion time", "ms", 100, 89, false)]
    [InlineData("S1", "longest delivery gap", "ms", 100, 300, null)]
    [InlineData("S7", "goodput", "Mbit/s", 10, 3, false)]
    [InlineData("S7", "longest delivery gap", "ms", 100, 119, true)]
    [InlineData("S7", "longest delivery gap", "ms", 100, 79, false)]
    public void Figure_is_judged_by_the_gate_of_its_kind(string row, string metric, string unit, double median, double simulated, bool? verdict)
    {
        var measured = new Measurement(row, "cubic", "", "", metric, unit, median, median, median);

        Assert.Equal(verdict, new ValidatedFigure(measured, simulated).Passes);
    }

    [Fact]
    public void Figure_that_the_model_does_not_have_fails()
    {
        Assert.False(new ValidatedFigure(new Measurement("S1", "cubic", "", "", "goodput", "Mbit/s", 10, 10, 10), null).Passes);
    }

    [Fact]
    public void Page_shows_measured_beside_simulated()
    {
        using var folder = new TemporaryFolder();
        using var output = new StringWriter();
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, Out = new AnsiConsoleOutput(output) });
        string[] lines = File.ReadAllLines(Repository.PathTo("tests", "Validation", "linux.csv"));
        File.WriteAllLines(folder["two.csv"], lines.Where(line => line.StartsWith("row,", StringComparison.Ordinal) || line.StartsWith("S10a,", StringComparison.Ordinal)));

        var code = CommandLine.Invoke(
            ["validation", "--reference", folder["two.csv"], "--scenarios", Repository.PathTo("scenarios", "validation"), "--out", folder["page.md"]],
            console, console, TestContext.Current.CancellationToken);
        Assert.Equal(ExitCode.Success, code);
        Assert.Matches(@"\| 10000 B \| completion time \| ms \| 43\.59 \(43\.54 to 43\.62\) \| 4[0-9.]+ \| [−+][0-9.]+ % \| within \|", File.ReadAllText(folder["page.md"]));
        Assert.Contains("4 of 4 gated figures", output.ToString(), StringComparison.Ordinal);
    }
}
