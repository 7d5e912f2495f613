using Mpsim.Commands;
using Spectre.Console.Testing;

namespace Mpsim.Sim.Tests.Packetdrill;

public sealed class PacketdrillCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly TestConsole _output = new();
    private readonly TestConsole _errors = new();

    public void Dispose()
    {
        _folder.Dispose();
        _output.Dispose();
        _errors.Dispose();
    }

    [Fact]
    public void Outcomes_are_in_tap_and_the_exit_code_says_the_worst()
    {
        var good = Write("good.pkt", Scripted.Server);
        var bad = Write("bad.pkt", Scripted.Server + "+0 write(4, ..., 10) = 11\n");
        var foreign = Write("foreign.pkt", Scripted.Server + "+0 < udp (10)\n");

        Assert.Equal(ExitCode.ExpectationFailed, Run(good, bad, foreign));
        Assert.Equal(
            $"""
            TAP version 14
            1..3
            ok 1 - {good}
            not ok 2 - {bad}
              ---
              message: "write() returned 10, not 11"
              at: "{bad}:8"
              time: "0.100000 s"
              seed: "1"
              ...
            not ok 3 - {foreign} # SKIP unsupported: {foreign}:8: UDP
            # passed 1, failed 1, unsupported 1

            """,
            _output.Output);
    }

    [Fact]
    public void All_passed_is_success() => Assert.Equal(ExitCode.Success, Run(Write("good.pkt", Scripted.Server)));

    [Fact]
    public void What_is_not_supported_is_not_success() => Assert.Equal(ExitCode.ExpectationFailed, Run(Write("foreign.pkt", "0 `iptables -F`\n")));

    [Fact]
    public void Mistake_is_shown_with_its_place_and_is_bad_input()
    {
        var file = Write("wrong.pkt", "+0 > . 1:1(0) ack 1 <sackok>\n");

        Assert.Equal(ExitCode.BadInput, Run(file, Write("good.pkt", Scripted.Server)));
        Assert.Contains("did you mean sackOK?", _errors.Output, StringComparison.Ordinal);
        Assert.Contains("wrong.pkt:1:22", _errors.Output.Replace("\n", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Contains("not ok 1", _output.Output, StringComparison.Ordinal);
        Assert.Contains("ok 2", _output.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void File_that_is_not_there_is_bad_input() => Assert.Equal(ExitCode.BadInput, Run(Path.Combine(_folder.Path, "none.pkt")));

    [Theory]
    [InlineData("")]
    [InlineData("// nothing but a comment\n")]
    public void Script_without_an_event_is_bad_input(string text)
    {
        Assert.Equal(ExitCode.BadInput, Run(Write("empty.pkt", text)));
        Assert.Contains("is empty", _errors.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Folder_without_scripts_is_bad_input()
    {
        Assert.Equal(ExitCode.BadInput, Run(_folder.Path));
        Assert.Contains("there is no script in this folder", _errors.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Unknown_leniency_is_bad_input_and_the_nearest_is_named()
    {
        Assert.Equal(ExitCode.BadInput, Run("--lenient", "pading", Write("good.pkt", Scripted.Server)));
        Assert.Contains("Did you mean padding?", _errors.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Folder_stands_for_its_scripts()
    {
        Write("a.pkt", Scripted.Server);
        Write("b.pkt", Scripted.Server);

        Assert.Equal(ExitCode.Success, Run(_folder.Path));
        Assert.Contains("1..2", _output.Output, StringComparison.Ordinal);
    }

    private int Run(params string[] arguments)
    {
        _output.Profile.Width = 1000;
        _errors.Profile.Width = 1000;
        return CommandLine.Invoke(["packetdrill", .. arguments], _output, _errors);
    }

    private string Write(string name, string text)
    {
        var path = Path.Combine(_folder.Path, name);
        File.WriteAllText(path, text);
        return path;
    }
}
