using Mpsim.Commands;
using Mpsim.Sim.Tests.Scenarios;
using Spectre.Console;

namespace Mpsim.Sim.Tests.Commands;

public sealed class ShowCommandTests : IDisposable
{
    private readonly StringWriter _output = new();
    private readonly StringWriter _errors = new();
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory();

    public void Dispose()
    {
        _output.Dispose();
        _errors.Dispose();
        _directory.Delete(recursive: true);
    }

    [Fact]
    public void Template_is_printed_as_it_is_written()
    {
        Assert.Equal(ExitCode.Success, Run("show", "small-cell"));
        Assert.Equal(File.ReadAllText(Repository.PathTo("scenarios/templates", "small-cell.yaml")), _output.ToString());
    }

    [Fact]
    public void Scenario_is_printed_with_all_that_is_laid_over_its_template()
    {
        var file = Write("template: isp-gateway\nname: Mine\nlinks.lte.rate: 5 Mbit/s\nvariants: { hot: { nodes.proxy.standby: hot } }");

        Assert.Equal(ExitCode.Success, Run("show", file, "--variant", "hot", "--set", "links.wlan.delay=1 ms"));
        Assert.Contains("\n  proxy: { kind: proxy, mode: take-over, standby: hot }\n", _output.ToString(), StringComparison.Ordinal);
        Assert.Contains("\n  lte: { between: [ue, proxy], access: lte, rate: 5 Mbit/s, delay: 25 ms, queue: 250 packets }\n", _output.ToString(), StringComparison.Ordinal);
        Assert.Contains("rate: 30 Mbit/s, delay: 1 ms", _output.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("template", _output.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("variants", _output.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("there is no file and no template 'smal-cell'", "did you mean 'small-cell'?", "show", "smal-cell")]
    [InlineData("there is no such file", "", "show", "missing.yaml")]
    [InlineData("is printed as it is written", "template: sgi", "show", "sgi", "--set", "duration=1 s")]
    [InlineData("has no variant 'hott'", "did you mean 'hot'?", "show", "FILE", "--variant", "hott")]
    [InlineData("there is no template 'sgy'", "did you mean sgi?", "show", "FILE", "--set", "template=sgy")]
    public void What_is_not_there_is_told_with_the_nearest_name(string message, string nearest, params string[] words)
    {
        var file = Write("template: isp-gateway\nvariants: { hot: { nodes.proxy.standby: hot } }");

        Assert.Equal(ExitCode.BadInput, Run([.. words.Select(word => word == "FILE" ? file : word)]));
        var told = _errors.ToString().ReplaceLineEndings(" ");
        Assert.Contains(message, told, StringComparison.Ordinal);
        Assert.Contains(nearest, told, StringComparison.Ordinal);
        Assert.Empty(_output.ToString());
    }

    [Fact]
    public void Templates_are_listed()
    {
        Assert.Equal(ExitCode.Success, Run("list", "--templates"));
        Assert.Contains("isp-gateway-add-addr", _output.ToString(), StringComparison.Ordinal);
    }

    private string Write(string text)
    {
        var file = Path.Combine(_directory.FullName, "mine.yaml");
        File.WriteAllText(file, text);
        return file;
    }

    private int Run(params string[] arguments) => CommandLine.Invoke(arguments, Console(_output), Console(_errors));

    private static IAnsiConsole Console(StringWriter writer)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, ColorSystem = ColorSystemSupport.NoColors, Out = new AnsiConsoleOutput(writer) });
        console.Profile.Width = 400;
        return console;
    }
}
