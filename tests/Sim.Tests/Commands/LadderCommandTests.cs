using System.Xml.Linq;
using Mpsim.Commands;
using Mpsim.Sim.Tests.Assembly;
using Spectre.Console;

namespace Mpsim.Sim.Tests.Commands;

public sealed class LadderCommandTests : IDisposable
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
    public void Life_of_a_connection_is_told_in_words()
    {
        Simulate();
        Assert.Equal(ExitCode.Success, Run("trace", Out, "--flow", "download", "--variant", "no proxy", "--count", "1000"));

        string[] words =
        [
            "SYN seq 0 win 65535", "SYN ACK seq 0 ack 1", "MP_CAPABLE v1, MSS 1460", "MP_CAPABLE v1 key ", "MP_CAPABLE v1 keys ",
            "MP_JOIN syn token ", "MP_JOIN syn/ack hmac ", "MP_JOIN ack hmac ", "DSN 1 length ", "DATA_ACK 100002", "DATA_FIN", "FIN ACK",
        ];
        var lines = _output.ToString().Split('\n');
        Assert.All(words, word => Assert.Contains(lines, line => line.Contains(word, StringComparison.Ordinal)));
        Assert.Equal("download, no proxy, run 1, seen by phone", lines[0].TrimEnd());
        Assert.Contains(lines, line => line.Contains("wlan  10.2.0.1:", StringComparison.Ordinal));
    }

    [Fact]
    public void Ladder_is_drawn_beside_the_capture_or_where_one_says()
    {
        Simulate();
        Assert.Equal(ExitCode.Success, Run("trace", Out, "--variant", "no proxy", "--count", "12"));
        var drawn = XDocument.Load(Path.Combine(Out, "captures", "no-proxy", "run-1", "phone-download.svg"));
        Assert.Equal(12, drawn.Descendants().Count(element => element.Name.LocalName == "path"));
        Assert.Contains("phone wlan", drawn.ToString(), StringComparison.Ordinal);
        Assert.Contains("packets more", _output.ToString(), StringComparison.Ordinal);

        Assert.Equal(ExitCode.Success, Run("trace", Out, "--variant", "no proxy", "--svg", _folder["a.svg"], "--from", "100 ms", "--until", "200 ms"));
        Assert.NotEmpty(XDocument.Load(_folder["a.svg"]).Descendants());
    }

    [Theory]
    [InlineData("--flow", "downlod", "did you mean 'download'?")]
    [InlineData("--variant", "no prox", "did you mean 'no proxy'?")]
    [InlineData("--node", "phon", "did you mean 'phone'?")]
    [InlineData("--run", "7", "has no run 7")]
    public void Name_that_there_is_not_is_told_with_the_nearest(string option, string value, string told)
    {
        Simulate();
        Assert.Equal(ExitCode.BadInput, Run("trace", Out, option, value));
        Assert.Contains(told, Told, StringComparison.Ordinal);
    }

    [Fact]
    public void Selection_without_a_packet_is_told_with_what_there_is_and_draws_nothing()
    {
        Simulate();
        Assert.Equal(ExitCode.BadInput, Run("trace", Out, "--variant", "no proxy", "--from", "5 s", "--svg", _folder["a.svg"]));
        Assert.Contains("phone.pcapng: no packet of 'download' lies within --from and --until; its packets are from 0 ns to ", Told, StringComparison.Ordinal);
        Assert.Equal(ExitCode.BadInput, Run("trace", Out, "--from", "2 s", "--until", "1 s"));
        Assert.Contains("--until 1 s is before --from 2 s", Told, StringComparison.Ordinal);
        Assert.False(File.Exists(_folder["a.svg"]));
    }

    [Fact]
    public void Flow_without_a_packet_is_told_with_those_that_have_some()
    {
        Simulate(overrides: ["--set", "flows.late={ from: server, to: phone, start: 900 ms }"]);
        Assert.Equal(ExitCode.BadInput, Run("trace", Out, "--flow", "late", "--node", "phone", "--variant", "same", "--until", "100 ms"));
        Assert.Contains("its packets are from 900 ms", Told, StringComparison.Ordinal);

        var capture = Path.Combine(Out, "captures", "same", "run-1", "phone.pcapng");
        var bytes = File.ReadAllBytes(capture);

        // The section and the two interfaces, without any packet.
        File.WriteAllBytes(capture, bytes[..LengthOfBlocks(bytes, 3)]);
        Assert.Equal(ExitCode.BadInput, Run("trace", Out, "--flow", "late", "--variant", "same"));
        Assert.Contains("there is no packet of 'late'; flows with packets here: none; variants: proxy, same, no proxy", Told, StringComparison.Ordinal);
    }

    [Fact]
    public void Damaged_capture_and_manifest_are_named_with_the_place()
    {
        Simulate();
        var capture = Path.Combine(Out, "captures", "proxy", "run-1", "phone.pcapng");
        File.WriteAllBytes(capture, File.ReadAllBytes(capture)[..^7]);
        Assert.Equal(ExitCode.BadInput, Run("trace", Out));
        Assert.Contains($"error: {capture}: octet ", Told, StringComparison.Ordinal);
        Assert.Contains("expected a whole capture", Told, StringComparison.Ordinal);

        var manifest = Path.Combine(Out, "manifest.json");
        File.WriteAllText(manifest, "{\n  \"tool\": ,\n}");
        Assert.Equal(ExitCode.BadInput, Run("trace", Out));
        Assert.Contains($"error: {manifest}:2:11: this is not JSON", Told, StringComparison.Ordinal);
    }

    [Fact]
    public void Long_options_are_wrapped_within_the_picture()
    {
        Simulate();
        Assert.Equal(ExitCode.Success, Run("trace", Out, "--variant", "no proxy", "--count", "40", "--svg", _folder["a.svg"]));
        var texts = XDocument.Load(_folder["a.svg"]).Descendants().Where(element => element.Name.LocalName == "text").ToList();

        // No letter is wider than 7 pixels at these sizes, and 600 lie between the lifelines.
        Assert.All(texts.Where(text => text.Attribute("text-anchor") is null), text => Assert.True(text.Value.Length <= 100, text.Value));
        Assert.Contains(texts, text => text.Value.Contains("SACK permitted", StringComparison.OrdinalIgnoreCase) || text.Value.Contains("window scale", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public void Results_without_captures_and_folders_without_results_are_told()
    {
        Simulate(captures: false);
        Assert.Equal(ExitCode.BadInput, Run("trace", Out));
        Assert.Contains("--capture all", Told, StringComparison.Ordinal);
        Assert.Equal(ExitCode.BadInput, Run("trace", _folder["nothing"]));
        Assert.Equal(ExitCode.BadInput, Run("trace"));

        File.WriteAllText(Path.Combine(Out, "manifest.json"), "{}");
        Assert.Equal(ExitCode.BadInput, Run("trace", Out));
        Assert.Contains("names no variants", Told, StringComparison.Ordinal);
    }

    private static int LengthOfBlocks(byte[] capture, int blocks)
    {
        var length = 0;
        for (var i = 0; i < blocks; i++)
        {
            length += BitConverter.ToInt32(capture, length + 4);
        }

        return length;
    }

    private void Simulate(bool captures = true, params string[] overrides)
    {
        var file = _folder["small.yaml"];
        File.WriteAllText(file, SmallScenario.Text);
        string[] capture = captures ? ["--capture", "lte=0 B", "--capture", "wlan=0 B"] : [];
        Assert.Equal(ExitCode.Success, Run(["run", file, "--out", Out, "--no-charts", "--quiet", "--duration", "1 s",
            "--set", "nodes.server.mptcp=true", "--set", "flows.download.size=100 kB", .. overrides, .. capture]));
    }

    /// <summary>What was told, without the breaks that the width of the console makes.</summary>
    private string Told => string.Join(' ', _errors.ToString().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private int Run(params string[] arguments) => CommandLine.Invoke(arguments, Console(_output), Console(_errors), TestContext.Current.CancellationToken);

    private static IAnsiConsole Console(TextWriter writer) =>
        AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, Interactive = InteractionSupport.No, Out = new AnsiConsoleOutput(writer) });
}
