using System.Text.Json;
using System.Threading;
using Mpsim.Commands;
using Mpsim.Sim.Tests.Assembly;
using Spectre.Console;

namespace Mpsim.Sim.Tests.Commands;

public sealed class RunCommandTests : IDisposable
{
    private readonly StringWriter _output = new();
    private readonly StringWriter _errors = new();
    private readonly TemporaryFolder _folder = new();

    private string Out => _folder["out"];

    public void Dispose()
    {
        _output.Dispose();
        _errors.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Run_writes_figures_and_charts_and_prints_a_table()
    {
        var file = Write(SmallScenario.Text);

        Assert.Equal(ExitCode.Success, Run("run", file, "--out", Out, "--duration", "500 ms"));
        foreach (var name in new[] { "summary.csv", "timeseries.csv", "events.csv", "manifest.json", "charts/comparison.png", "charts/comparison.svg" })
        {
            Assert.True(new FileInfo(Path.Combine(Out, name)).Length > 0, name);
        }

        Assert.Contains("no proxy", _output.ToString(), StringComparison.Ordinal);
        Assert.Contains(Path.Combine(Out, "summary.csv"), _output.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("file")]
    [InlineData("file/below")]
    public void Place_for_results_that_cannot_be_written_is_told_before_the_run(string place)
    {
        var file = Write(SmallScenario.Text);
        File.WriteAllText(_folder["file"], "");

        Assert.Equal(ExitCode.BadInput, Run("run", file, "--out", _folder[place], "--duration", "500 ms"));
        Assert.Contains("is a file; expected a folder", _errors.ToString().ReplaceLineEndings(" "), StringComparison.Ordinal);
        Assert.Empty(_output.ToString());
    }

    [Fact]
    public void Links_that_are_to_be_captured_are_found_in_the_folder()
    {
        var file = Write(SmallScenario.Text);

        Assert.Equal(ExitCode.Success, Run("run", file, "--out", Out, "--duration", "200 ms", "--no-charts", "--capture", "lte=0 B", "--capture", "wlan"));
        Assert.True(new FileInfo(Path.Combine(Out, "captures", "no-proxy", "run-1", "phone.pcapng")).Length > 0);
        Assert.False(File.Exists(Path.Combine(Out, "captures", "no-proxy", "run-1", "server.pcapng")));
        Assert.Contains(Path.Combine(Out, "captures"), _output.ToString().ReplaceLineEndings(""), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("wlam", "did you mean 'wlan'?")]
    [InlineData("lte=5", "has no unit")]
    [InlineData("lte=yes", "neither true nor false")]
    public void Capture_of_a_link_that_there_is_not_is_told_before_the_run(string asked, string told)
    {
        var file = Write(SmallScenario.Text);

        Assert.Equal(ExitCode.BadInput, Run("run", file, "--out", Out, "--capture", asked));
        Assert.Contains(told, _errors.ToString().ReplaceLineEndings(" "), StringComparison.Ordinal);
        Assert.False(Directory.Exists(Out));
    }

    [Fact]
    public void Place_for_captures_that_cannot_be_written_is_told_before_the_run()
    {
        var file = Write(SmallScenario.Text);
        Directory.CreateDirectory(Out);
        File.WriteAllText(Path.Combine(Out, "captures"), "");

        Assert.Equal(ExitCode.BadInput, Run("run", file, "--out", Out, "--capture", "all"));
        Assert.Contains("is a file; expected a folder", _errors.ToString().ReplaceLineEndings(" "), StringComparison.Ordinal);
        Assert.Single(Directory.GetFileSystemEntries(Out));
    }

    [Fact]
    public void Key_set_for_a_proxy_does_not_concern_a_variant_without_one()
    {
        var file = Write(SmallScenario.Text);

        Assert.Equal(ExitCode.Success, Run("run", file, "--out", Out, "--duration", "200 ms", "--no-charts", "--set", "nodes.gateway.relay_buffer=16 KiB"));
    }

    [Fact]
    public void Baseline_is_not_taken_from_an_overridden_scenario()
    {
        var file = Write(SmallScenario.Text);

        Assert.Equal(ExitCode.BadInput, Run("check", file, "--update", "--baselines", Out, "--set", "links.lte.rate=5 Mbit/s"));
        Assert.False(Directory.Exists(Out));
    }

    [Fact]
    public void Options_take_the_place_of_the_scenarios_values()
    {
        var file = Write(SmallScenario.Text);

        Assert.Equal(ExitCode.Success, Run("run", file, "--out", Out, "--duration", "200 ms", "--seed", "9", "--runs", "2", "--jobs", "2", "--no-charts", "--quiet", "--variant", "no proxy"));
        var rows = File.ReadAllLines(Path.Combine(Out, "summary.csv"));
        Assert.Equal(3, rows.Length);
        Assert.All(rows[1..], row => Assert.Matches("^no proxy,[12],9,true,0.2,download,", row));
        Assert.Empty(_output.ToString());
        Assert.False(Directory.Exists(Path.Combine(Out, "charts")));
    }

    [Fact]
    public void Only_run_repeats_one_replication_exactly()
    {
        var file = Write(SmallScenario.Text);
        Run("run", file, "--out", Out, "--duration", "1 s", "--runs", "3", "--no-charts");
        var row = File.ReadAllLines(Path.Combine(Out, "summary.csv"))[3];
        var other = _folder["other"];

        Assert.Equal(ExitCode.Success, Run("run", file, "--out", other, "--duration", "1 s", "--runs", "3", "--no-charts", "--variant", "proxy", "--only-run", "3"));
        Assert.Equal(row, File.ReadAllLines(Path.Combine(other, "summary.csv"))[1]);
    }

    [Fact]
    public void Broken_expectation_is_exit_code_1()
    {
        var file = Write(SmallScenario.Text + "\nexpect:\n  - goodput(download) >= 900 Mbit/s\n");

        Assert.Equal(ExitCode.ExpectationFailed, Run("run", file, "--out", Out, "--duration", "200 ms", "--no-charts"));
        Assert.Contains("broken", _output.ToString(), StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(Out, "manifest.json")));
    }

    [Theory]
    [InlineData("rate: 20 Mbit/s", "rate: 20")]
    [InlineData("rate: 20 Mbit/s", "trace: trace.down")]
    [InlineData("queue: 400 packets", "queue: 400 parcels")]
    public void Bad_input_is_exit_code_2_and_leaves_no_folder(string old, string replacement)
    {
        File.WriteAllText(_folder["trace.down"], "1\n3\n2\n");
        var good = Write(SmallScenario.Text);
        var bad = Write(SmallScenario.Text.Replace(old, replacement, StringComparison.Ordinal), "bad.yaml");

        Assert.Equal(ExitCode.BadInput, Run("run", good, bad, "--out", Out));
        Assert.NotEmpty(_errors.ToString());
        Assert.False(Directory.Exists(Out));
    }

    [Theory]
    [InlineData("--duration", "5")]
    [InlineData("--runs", "0")]
    [InlineData("--jobs", "none")]
    [InlineData("--variant", "nobody")]
    [InlineData("--variant", "no prxy")]
    [InlineData("--only-run", "2")]
    [InlineData("--set", "links.lte.rat=5 Mbit/s")]
    public void Wrong_option_is_exit_code_2_and_leaves_no_folder(string option, string value)
    {
        Assert.Equal(ExitCode.BadInput, Run("run", Write(SmallScenario.Text), "--out", Out, option, value));
        Assert.NotEmpty(_errors.ToString());
        Assert.False(Directory.Exists(Out));
    }

    [Fact]
    public void Variant_that_there_is_not_is_told_with_the_nearest()
    {
        Run("run", Write(SmallScenario.Text), "--out", Out, "--variant", "no prxy");
        Assert.Contains("--variant: ", _errors.ToString(), StringComparison.Ordinal);
        Assert.Contains("did you mean 'no proxy'?", _errors.ToString().ReplaceLineEndings(" "), StringComparison.Ordinal);
    }

    [Fact]
    public void Interrupted_run_keeps_whole_files_and_is_exit_code_130()
    {
        using var source = new CancellationTokenSource();
        source.CancelAfter(TimeSpan.FromMilliseconds(300));
        var file = Write(SmallScenario.Text);

        var code = CommandLine.Invoke(["run", file, "--out", Out, "--duration", "10 h", "--no-charts"], Console(_output), Console(_errors), source.Token);
        Assert.Equal(ExitCode.Interrupted, code);
        using var manifest = JsonDocument.Parse(File.ReadAllText(Path.Combine(Out, "manifest.json")));
        Assert.Equal("interrupted", manifest.RootElement.GetProperty("status").GetString());
        Assert.True(File.Exists(Path.Combine(Out, "summary.csv")));
    }

    [Fact]
    public void Json_is_the_only_thing_on_standard_output()
    {
        Assert.Equal(ExitCode.Success, Run("run", Write(SmallScenario.Text), "--out", Out, "--duration", "200 ms", "--no-charts", "--json"));

        using var json = JsonDocument.Parse(_output.ToString());
        Assert.Equal(3, json.RootElement.GetProperty("scenarios")[0].GetProperty("results").GetArrayLength());
    }

    [Fact]
    public void Check_wants_a_baseline_accepts_one_and_notices_a_change()
    {
        var file = Write(SmallScenario.Text);
        string[] check = ["check", file, "--baselines", _folder["baselines"], "--duration", "1 s"];

        Assert.Equal(ExitCode.ExpectationFailed, Run(check));
        Assert.Contains("--update", _output.ToString(), StringComparison.Ordinal);
        Assert.Equal(ExitCode.Success, Run([.. check, "--update"]));
        Assert.Equal(ExitCode.Success, Run(check));
        Assert.Equal(ExitCode.ExpectationFailed, Run([.. check, "--set", "links.lte.rate=5 Mbit/s"]));
        Assert.Contains("goodput(download) fell", _output.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("variant,flow\nproxy,download\n", "line 1 is not the header")]
    [InlineData("", "line 1 is not the header")]
    [InlineData("variant,flow,metric,path,value,unit\nproxy,download,goodput,,fast,Mbit/s\n", "the value 'fast' in row 1 is not a number")]
    public void Check_reports_a_damaged_baseline_as_bad_input(string text, string told)
    {
        Directory.CreateDirectory(_folder["baselines"]);
        File.WriteAllText(Path.Combine(_folder["baselines"], "small.csv"), text);

        Assert.Equal(ExitCode.BadInput, Run("check", Write(SmallScenario.Text), "--baselines", _folder["baselines"]));
        Assert.Contains(told, _errors.ToString().ReplaceLineEndings(" "), StringComparison.Ordinal);
    }

    [Fact]
    public void Trace_synth_repeats_itself_and_can_be_run()
    {
        string[] synth = ["trace", "synth", "lte", "--seed", "5", "--duration", "2 s", "--rate", "10 Mbit/s"];
        Assert.Equal(ExitCode.Success, Run([.. synth, "--out", _folder["a.down"]]));
        Assert.Equal(ExitCode.Success, Run([.. synth, "--out", _folder["b.down"]]));
        Assert.Equal(File.ReadAllText(_folder["a.down"]), File.ReadAllText(_folder["b.down"]));

        var file = Write(SmallScenario.Text.Replace("rate: 20 Mbit/s", "trace: a.down, up: { rate: 5 Mbit/s }", StringComparison.Ordinal));
        Assert.Equal(ExitCode.Success, Run("run", file, "--out", Out, "--duration", "1 s", "--no-charts"));
    }

    private int Run(params string[] arguments) => CommandLine.Invoke(arguments, Console(_output), Console(_errors), TestContext.Current.CancellationToken);

    private string Write(string text, string name = "small.yaml")
    {
        var file = _folder[name];
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
