using System.Diagnostics;
using System.Threading.Tasks;
using Mpsim.Files;
using Mpsim.Scenarios;
using Mpsim.Sim.Tests.Scenarios;

namespace Mpsim.Sim.Tests.Files;

public sealed class BoundedFileTests
{
    [Fact]
    public void File_is_read_whole_up_to_the_limit_and_not_beyond_it()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder["octets"], new byte[100_000]);

        Assert.Equal(100_000, BoundedFile.Read(folder["octets"], 100_000).Length);
        Assert.Equal("it is larger than 0 MiB", FileTrouble.Of(Assert.Throws<FileTooLargeException>(() => BoundedFile.Read(folder["octets"], 99_999)), folder["octets"]));
    }

    [Fact]
    public void Device_without_end_is_not_opened()
    {
        Assert.SkipUnless(File.Exists("/dev/zero"), "there is no /dev/zero");
        using var folder = new TemporaryFolder();
        File.CreateSymbolicLink(folder["zero"], "/dev/zero");

        Assert.Throws<NothingToReadException>(() => BoundedFile.ReadText("/dev/zero", 1 << 20));
        Assert.Throws<NothingToReadException>(() => BoundedFile.Open(folder["zero"]));
    }

    [Fact]
    public async Task Pipe_into_which_nobody_writes_is_not_waited_for()
    {
        using var folder = new TemporaryFolder();
        Assert.SkipUnless(OperatingSystem.IsLinux(), "pipes have no names here");
        Process.Start("mkfifo", folder["pipe"])!.WaitForExit();
        var reading = Task.Run(() => ScenarioReader.Read(folder["pipe"], [], PluginNames.BuiltIn));
        var trace = Task.Run(() => ScenarioReader.ReadText(SampleScenario.Replace("rate: 20 Mbit/s", "trace: pipe, up: { rate: 1 Mbit/s }"), folder["sample.yaml"], [], PluginNames.BuiltIn));
        var columns = Task.Run(() => ScenarioReader.ReadText(SampleScenario.Replace("rate: 20 Mbit/s", "trace: { file: pipe, format: csv }, up: { rate: 1 Mbit/s }"), folder["sample.yaml"], [], PluginNames.BuiltIn));

        foreach (var told in await Task.WhenAll(reading, trace, columns).WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken))
        {
            Assert.Contains("it is empty, or a pipe or a device", Assert.Single(told.Errors).Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("a,b\nc", "a,b")]
    [InlineData("a,b", "a,b")]
    public void First_line_is_read_without_the_rest(string text, string line)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["table"], text + new string(' ', 200_000));

        Assert.Equal(line, BoundedFile.ReadFirstLine(folder["table"]).TrimEnd());
    }
}
