using Mpsim.Commands;
using Mpsim.Sim.Tests.Scenarios;
using Spectre.Console;

namespace Mpsim.Sim.Tests.Commands;

public sealed class CommandLineTests : IDisposable
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
    public void Validate_accepts_a_sound_file()
    {
        Assert.Equal(ExitCode.Success, Run("validate", Write("sound.yaml", SampleScenario.Text)));
        Assert.Contains("2 variants, 3 nodes, 3 links, 1 flow", _output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Validate_shows_the_line_a_caret_and_the_nearest_name()
    {
        var file = Write("broken.yaml", SampleScenario.Replace("from: server", "from: sever"));

        Assert.Equal(ExitCode.BadInput, Run("validate", file));
        Assert.Equal($"""
            error: flows.download.from: there is no node 'sever'
              --> {file}:12:21
               |
            12 |   download: {"{"} from: sever, to: phone, transfer: bulk {"}"}
               |                     ^^^^^
               = expected one of phone, gateway, server
               = did you mean server?

            {file}: 1 error

            """, _errors.ToString());
    }

    [Fact]
    public void Setting_without_effect_is_a_warning_and_no_failure()
    {
        var file = Write("idle.yaml", SampleScenario.Replace("mode: take-over", "mode: take-over, mptcp: { weights: { lte: 2 } }"));

        Assert.Equal(ExitCode.Success, Run("validate", file));
        Assert.StartsWith("warning: nodes.gateway.mptcp.weights: the scheduler 'lowest-rtt' has no use for 'weights'", _errors.ToString(), StringComparison.Ordinal);
        Assert.Contains($"{file}:5:", _errors.ToString(), StringComparison.Ordinal);
        Assert.Contains("^^^^^^^\n", _errors.ToString(), StringComparison.Ordinal);
        Assert.Contains("ok", _output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Validate_goes_on_after_a_broken_file()
    {
        Assert.Equal(ExitCode.BadInput, Run("validate", "missing.yaml", Write("sound.yaml", SampleScenario.Text)));
        Assert.Contains("ok", _output.ToString(), StringComparison.Ordinal);
        Assert.Contains("there is no such file", _errors.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Validate_takes_overrides()
    {
        var file = Write("sound.yaml", SampleScenario.Text);

        Assert.Equal(ExitCode.Success, Run("validate", file, "--set", "links.lte.rate=5 Mbit/s", "--set", "runs=3"));
        Assert.Equal(ExitCode.BadInput, Run("validate", file, "--set", "links.lte.rate=5"));
    }

    [Fact]
    public void Markup_in_a_file_is_shown_as_it_is()
    {
        var file = Write("markup.yaml", SampleScenario.Replace("kind: ue", "kind: '[red]'"));

        Assert.Equal(ExitCode.BadInput, Run("validate", file));
        Assert.Contains("'[red]'", _errors.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void List_has_a_line_for_each_scenario_that_fits_100_columns_in_a_pipe()
    {
        Assert.Equal(ExitCode.Success, Run("list", Repository.PathTo("scenarios")));
        var lines = _output.ToString().TrimEnd().Split('\n');
        Assert.Equal(Directory.GetFiles(Repository.PathTo("scenarios"), "*.yaml").Length, lines.Length);
        Assert.All(lines, line => Assert.True(line.TrimEnd().Length <= 100, line));
        Assert.Contains(lines, line => line.StartsWith("quickstart.yaml  ", StringComparison.Ordinal) && line.Contains("  What does an MPTCP proxy", StringComparison.Ordinal));
    }

    [Fact]
    public void List_tells_the_name_where_there_is_no_description_and_what_is_not_valid()
    {
        Write("sound.yaml", SampleScenario.Text);
        var broken = Write("broken.yaml", "name: [");

        Assert.Equal(ExitCode.BadInput, Run("list", _directory.FullName));
        Assert.Contains("sound.yaml   Sample", _output.ToString(), StringComparison.Ordinal);
        Assert.Contains("broken.yaml  not valid; see: mpsim validate " + broken[..20], _output.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("error: {0}: it is a file; expected a folder of results", "trace", "{0}")]
    [InlineData("'{0}' is a file; expected a folder of scenarios", "list", "{0}")]
    [InlineData("--baselines: '{0}' is a file; expected a folder", "check", "{0}", "--baselines", "{0}")]
    [InlineData("error: {0}x.pkt: there is no such file", "packetdrill", "{0}x.pkt")]
    [InlineData("error: --jobs: '0' is not a whole number from 1 to 1024\n", "run", "{0}", "--jobs", "0")]
    [InlineData("did you mean 5 s?", "run", "{0}", "--duration", "5")]
    public void Wrong_kind_of_file_or_figure_is_told_in_our_words(string told, params string[] arguments)
    {
        var file = Write("sound.yaml", SampleScenario.Text);

        Assert.Equal(ExitCode.BadInput, Run([.. arguments.Select(word => word.Replace("{0}", file, StringComparison.Ordinal))]));
        Assert.Contains(told.Replace("{0}", file, StringComparison.Ordinal), _errors.ToString().ReplaceLineEndings("\n"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--capture stands without a value before --quiet; expected --capture <link>", "--capture", "--quiet")]
    [InlineData("Required argument missing for option: '--capture'", "--quiet", "--capture", "--seed=3")]
    [InlineData("--out stands without a value before --no-charts; expected --out <folder>", "--out", "--no-charts")]
    [InlineData("--set stands without a value before --capture; expected --set <key=value>", "--set", "--capture", "all")]
    [InlineData("Required argument missing for option: '--capture'", "--capture")]
    public void Option_without_its_value_does_not_take_the_next_option_for_it(string told, params string[] options)
    {
        var file = Write("sound.yaml", SampleScenario.Text);

        Assert.Equal(ExitCode.BadInput, Run(["run", file, .. options]));
        Assert.Contains($"error: {told}", _errors.ToString().ReplaceLineEndings(" "), StringComparison.Ordinal);
        Assert.Empty(_output.ToString());
    }

    [Fact]
    public void Option_is_not_guessed_from_its_hyphens()
    {
        Run("run", "x.yaml", "--nope");
        Assert.DoesNotContain("Did you mean", _errors.ToString(), StringComparison.Ordinal);
        Run("run", "x.yaml", "--outt", "y");
        Assert.Contains("Did you mean --out?", _errors.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void List_of_a_missing_directory_is_bad_input() => Assert.Equal(ExitCode.BadInput, Run("list", "no/such/directory"));

    [Theory]
    [InlineData]
    [InlineData("validate")]
    [InlineData("validat", "x.yaml")]
    [InlineData("list", "--verbose")]
    public void Misuse_is_bad_input(params string[] arguments)
    {
        Assert.Equal(ExitCode.BadInput, Run(arguments));
        Assert.Contains("--help", _errors.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Unknown_command_is_answered_with_the_nearest()
    {
        Run("validat", "x.yaml");

        Assert.Contains("Did you mean validate?", _errors.ToString(), StringComparison.Ordinal);
    }

    private int Run(params string[] arguments) => CommandLine.Invoke(arguments, Console(_output), Console(_errors));

    private string Write(string name, string text)
    {
        var file = Path.Combine(_directory.FullName, name);
        File.WriteAllText(file, text);
        return file;
    }

    private static IAnsiConsole Console(TextWriter writer)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, Out = new AnsiConsoleOutput(writer) });
        console.Profile.Width = 1_000;
        return console;
    }
}
