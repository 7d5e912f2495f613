using System.Text.Json;
using Mpsim.Files;
using Mpsim.Output;

namespace Mpsim.Sim.Tests.Output;

/// <summary>Who waits for a run reads the manifest of its folder, which must not say for ever that the run is at work.</summary>
[Collection(nameof(FullDisk))]
public sealed class FailedFolderTests
{
    [Theory]
    [InlineData("summary.csv")]
    [InlineData("charts/a.png")]
    public void Folder_that_cannot_be_written_says_that_its_run_is_over(string file)
    {
        using var folder = new TemporaryFolder();
        FullDisk.Under(folder[file + PartialFileStream.Suffix]);

        var problem = Assert.Throws<UnwritableException>(() => ResultFolder.Write(MadeUpResults.Scenario(), folder.Path, [file], () => throw new UnwritableException(file, new IOException())));
        Assert.Equal(("failed", problem.Message), StatusIn(folder));
    }

    [Fact]
    public void Disk_without_room_for_a_manifest_has_the_old_one_written_over()
    {
        using var folder = new TemporaryFolder();
        ResultFolder.Begin(MadeUpResults.Facts(1), folder.Path, []);
        long length = new FileInfo(folder["manifest.json"]).Length;
        FullDisk.Under(folder["manifest.json" + PartialFileStream.Suffix]);

        ManifestJson.WriteFailure(MadeUpResults.Facts(1), folder.Path, OwnFiles(folder), new string('x', 1_000));
        Assert.Equal(("failed", "files could not be written"), StatusIn(folder));
        Assert.True(new FileInfo(folder["manifest.json"]).Length <= length);
    }

    private static string[] OwnFiles(TemporaryFolder folder)
    {
        using JsonDocument manifest = JsonDocument.Parse(File.ReadAllText(folder["manifest.json"]));
        return [.. manifest.RootElement.GetProperty("files").EnumerateArray().Select(file => file.GetString()!)];
    }

    private static (string? Status, string? Reason) StatusIn(TemporaryFolder folder)
    {
        using JsonDocument manifest = JsonDocument.Parse(File.ReadAllText(folder["manifest.json"]));
        return (manifest.RootElement.GetProperty("status").GetString(), manifest.RootElement.GetProperty("reason").GetString());
    }
}
