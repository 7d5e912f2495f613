using Mpsim.Output;

namespace Mpsim.Sim.Tests.Output;

public sealed class WholeFileTests
{
    [Fact]
    public void Failure_while_writing_keeps_the_old_file_and_leaves_nothing_else()
    {
        using var folder = new TemporaryFolder();
        string file = folder["summary.csv"];
        File.WriteAllText(file, "old");

        Assert.Throws<InvalidOperationException>(() => WholeFile.Write(file, stream =>
        {
            stream.WriteByte((byte)'n');
            throw new InvalidOperationException();
        }));

        Assert.Equal("old", File.ReadAllText(file));
        Assert.Equal([file], Directory.GetFiles(folder.Path));
    }
}
