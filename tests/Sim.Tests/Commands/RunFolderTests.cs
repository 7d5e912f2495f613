using System.Text.Json;
using Mpsim.Commands;
using Mpsim.Files;
using Mpsim.Sim.Tests.Assembly;
using Spectre.Console;

namespace Mpsim.Sim.Tests.Commands;

/// <summary>What <c>mpsim run</c> does to the folder that it writes to, and what it tells when it cannot.</summary>
[Collection(nameof(FullDisk))]
public sealed class RunFolderTests : IDisposable
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
    public void Second_run_into_a_folder_leaves_nothing_of_the_first_and_all_of_the_user()
    {
        Assert.Equal(ExitCode.Success, RunSmall("--capture", "all", "--duration", "1 s"));
        Assert.Equal(ExitCode.Success, Run("trace", Out));
        File.WriteAllText(Path.Combine(Out, "notes.txt"), "mine");
        File.WriteAllText(Path.Combine(Out, "charts", "mine.svg"), "mine");
        File.WriteAllText(Path.Combine(Out, "captures", "proxy", "run-1", "phone-mine.svg"), "mine");

        Assert.Equal(ExitCode.Success, RunSmall("--variant", "no proxy", "--no-charts", "--duration", "200 ms"));

        Assert.Equal(
            ["captures/proxy/run-1/phone-mine.svg", "charts/mine.svg", "comparison.csv", "events.csv", "manifest.json", "notes.txt", "ports.csv", "proxies.csv", "summary.csv", "timeseries.csv"],
            Files());
    }

    [Fact]
    public void What_a_killed_run_left_goes_as_well()
    {
        Assert.Equal(ExitCode.Success, RunSmall("--capture", "lte", "--no-charts", "--duration", "200 ms"));
        var capture = Path.Combine(Out, "captures", "proxy", "run-1", "phone.pcapng");
        File.Move(capture, capture + ".partial");

        Assert.Equal(ExitCode.Success, RunSmall("--no-charts", "--duration", "200 ms"));
        Assert.False(Directory.Exists(Path.Combine(Out, "captures")));
    }

    [Theory]
    [InlineData("summary.csv", "mine")]
    [InlineData("manifest.json", "mine")]
    [InlineData("manifest.json", "{ \"tool\": \"other\" }")]
    [InlineData("manifest.json", "{ \"tool\": \"mpsim\" }")]
    [InlineData("captures/proxy/run-1/phone.pcapng", "mine")]
    public void Folder_with_files_of_the_user_under_our_names_is_refused_before_the_run(string name, string text)
    {
        var file = Path.Combine(Out, name);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);

        Assert.Equal(ExitCode.BadInput, RunSmall("--capture", "all"));
        Assert.Contains($"--out: '{file}'", Told, StringComparison.Ordinal);
        Assert.Equal([name], Files());
        Assert.Equal(text, File.ReadAllText(file));
    }

    [Fact]
    public void Manifest_never_makes_a_run_remove_what_lies_outside_its_folder()
    {
        Assert.Equal(ExitCode.Success, RunSmall("--no-charts", "--duration", "200 ms"));
        var outside = _folder["outside.txt"];
        File.WriteAllText(outside, "mine");
        var manifest = Path.Combine(Out, "manifest.json");
        File.WriteAllText(manifest, File.ReadAllText(manifest).Replace("\"events.csv\"", $"\"../outside.txt\", \"{outside}\"", StringComparison.Ordinal));

        // What the manifest has lost is the user's.
        Assert.Equal(ExitCode.BadInput, RunSmall("--no-charts", "--duration", "200 ms"));
        File.Delete(Path.Combine(Out, "events.csv"));
        Assert.Equal(ExitCode.Success, RunSmall("--no-charts", "--duration", "200 ms"));
        Assert.Equal("mine", File.ReadAllText(outside));
    }

    [Fact]
    public void Scenarios_that_would_share_a_folder_are_refused_before_the_run()
    {
        var first = Write("small.yaml");
        var second = Write("other/small.yaml");

        Assert.Equal(ExitCode.BadInput, Run("run", first, second, "--out", Out));
        Assert.Contains($"folder of {first} and of {second}", Told, StringComparison.Ordinal);
        Assert.Equal(ExitCode.BadInput, Run("run", first, first, "--out", Out));
        Assert.False(Directory.Exists(Out));
        Assert.Equal(ExitCode.BadInput, Run("check", first, second, "--update", "--baselines", _folder["baselines"]));
        Assert.False(Directory.Exists(_folder["baselines"]));
    }

    [Theory]
    [InlineData("summary.csv")]
    [InlineData("timeseries.csv")]
    [InlineData("charts/comparison.svg")]
    [InlineData("manifest.json")]
    public void Full_disk_is_told_with_option_path_and_cause_and_leaves_no_half_file(string name)
    {
        FullDisk.Under(Path.Combine(Out, name + PartialFileStream.Suffix));

        Assert.Equal(ExitCode.Unwritable, RunSmall("--duration", "200 ms"));
        Assert.Contains($"error: --out: '{Path.Combine(Out, name)}' cannot be written: the disk is full", Told, StringComparison.Ordinal);
        Assert.DoesNotContain("defect", Told, StringComparison.Ordinal);
        Assert.DoesNotContain(Files(), file => file.EndsWith(PartialFileStream.Suffix, StringComparison.Ordinal));

        // What was simulated is printed all the same; where nothing can be begun, nothing is simulated.
        Assert.Equal(name != "manifest.json", _output.ToString().Contains("no proxy", StringComparison.Ordinal));
    }

    [Fact]
    public void Full_disk_under_a_capture_costs_no_figures()
    {
        FullDisk.Under(Path.Combine(Out, "captures", "proxy", "run-1", "phone.pcapng" + PartialFileStream.Suffix));

        Assert.Equal(ExitCode.Unwritable, RunSmall("--capture", "all", "--duration", "1 s", "--no-charts"));
        Assert.Contains("error: --capture: '", Told, StringComparison.Ordinal);
        Assert.Contains("phone.pcapng' cannot be written: the disk is full", Told, StringComparison.Ordinal);
        Assert.Equal(4, File.ReadAllLines(Path.Combine(Out, "summary.csv")).Length);
        Assert.DoesNotContain(Files(), file => file.Contains("proxy/run-1/phone.pcapng", StringComparison.Ordinal) && !file.Contains("no-proxy", StringComparison.Ordinal));
        using var manifest = JsonDocument.Parse(File.ReadAllText(Path.Combine(Out, "manifest.json")));
        Assert.Equal("failed", manifest.RootElement.GetProperty("status").GetString());
    }

    [Fact]
    public void Folder_whose_files_are_not_whole_is_not_told_as_results()
    {
        FullDisk.Under(Path.Combine(Out, "timeseries.csv" + PartialFileStream.Suffix));
        Assert.Equal(ExitCode.Unwritable, RunSmall("--duration", "200 ms", "--capture", "all"));

        Assert.Equal(ExitCode.BadInput, Run("trace", Out));
        Assert.Contains("there is no run: '" + Path.Combine(Out, "timeseries.csv"), Told, StringComparison.Ordinal);
    }

    [Fact]
    public void Full_disk_under_other_outputs_is_told_with_their_options()
    {
        var file = Write("small.yaml");
        FullDisk.Under(_folder["b"] + "/small.csv" + PartialFileStream.Suffix);
        Assert.Equal(ExitCode.Unwritable, Run("check", file, "--update", "--baselines", _folder["b"], "--duration", "200 ms"));
        Assert.Contains($"error: --baselines: '{Path.Combine(_folder["b"], "small.csv")}' cannot be written: the disk is full", Told, StringComparison.Ordinal);

        FullDisk.Under(_folder["t.down"] + PartialFileStream.Suffix);
        Assert.Equal(ExitCode.Unwritable, Run("trace", "synth", "lte", "--out", _folder["t.down"]));
        Assert.Contains($"error: --out: '{_folder["t.down"]}' cannot be written: the disk is full", Told, StringComparison.Ordinal);

        Assert.Equal(ExitCode.Success, RunSmall("--duration", "500 ms", "--capture", "all"));
        FullDisk.Under(_folder["l.svg"] + PartialFileStream.Suffix);
        Assert.Equal(ExitCode.Unwritable, Run("trace", Out, "--svg", _folder["l.svg"]));
        Assert.Contains($"error: --svg: '{_folder["l.svg"]}' cannot be written: the disk is full", Told, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("trace", "synth", "lte")]
    [InlineData("packetdrill", "tests/Scripts")]
    [InlineData("list", "scenarios")]
    public void Standard_output_that_takes_nothing_is_told(params string[] arguments)
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "there is no /dev/full");

        // The device is locked while it is open, and the writer could not be closed in order.
        using var device = new FileStream("/dev/full", FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
        var full = new StreamWriter(device) { AutoFlush = true };
        var console = Console(full);
        console.Profile.Out = new ToldOutput(console.Profile.Out, "standard output");
        var words = arguments.Select(word => word.Contains('/', StringComparison.Ordinal) || word == "scenarios" ? Path.Combine(Scenarios.Repository.Root, word) : word);

        Assert.Equal(ExitCode.Unwritable, CommandLine.Invoke([.. words], console, Console(_errors), TestContext.Current.CancellationToken));
        Assert.Contains("'standard output' cannot be written: the disk is full", Told, StringComparison.Ordinal);
    }

    /// <summary>What was told, without the breaks that the width of the console makes.</summary>
    private string Told => string.Join(' ', _errors.ToString().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private string[] Files() =>
        [.. Directory.GetFiles(Out, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(Out, file).Replace('\\', '/')).Order(StringComparer.Ordinal)];

    private int RunSmall(params string[] options) => Run(["run", Write("small.yaml"), "--out", Out, .. options]);

    private int Run(params string[] arguments) => CommandLine.Invoke(arguments, Console(_output), Console(_errors), TestContext.Current.CancellationToken);

    private string Write(string name)
    {
        var file = _folder[name];
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, SmallScenario.Text);
        return file;
    }

    private static IAnsiConsole Console(TextWriter writer)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, Interactive = InteractionSupport.No, Out = new AnsiConsoleOutput(writer) });
        console.Profile.Width = 1_000;
        return console;
    }
}
