using Mpsim.Files;

namespace Mpsim.Sim.Tests.Files;

[Collection(nameof(FullDisk))]
public sealed class WholeFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string File => _folder["summary.csv"];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Failure_while_writing_keeps_the_old_file_and_leaves_nothing_else()
    {
        System.IO.File.WriteAllText(File, "old");

        Assert.Throws<InvalidProgramException>(() => WholeFile.Write(File, stream =>
        {
            stream.WriteByte((byte)'n');
            throw new InvalidProgramException();
        }));

        Assert.Equal("old", System.IO.File.ReadAllText(File));
        Assert.Equal([File], Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public void Full_disk_is_told_with_the_path_and_leaves_nothing()
    {
        FullDisk.Under(File + PartialFileStream.Suffix);

        var told = Assert.Throws<UnwritableException>(() => WholeFile.Write(File, stream => stream.Write(new byte[1 << 20])));

        Assert.Equal($"'{File}' cannot be written: the disk is full", told.Message);
        Assert.Empty(Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void Full_disk_that_only_the_last_bytes_meet_is_told_as_well()
    {
        FullDisk.Under(File + PartialFileStream.Suffix);

        Assert.Throws<UnwritableException>(() => WholeFile.Write(File, stream => stream.WriteByte(1)));
        Assert.Empty(Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void File_that_failed_once_is_never_kept()
    {
        FullDisk.Under(File + PartialFileStream.Suffix);
        using (var file = new PartialFileStream(File))
        {
            Assert.Throws<UnwritableException>(() => file.Write(new byte[1 << 20]));
            Assert.Throws<UnwritableException>(() => file.Write([1]));
            Assert.Throws<UnwritableException>(file.Keep);
        }

        Assert.Empty(Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void Folder_in_the_place_of_a_file_is_told_as_such()
    {
        Directory.CreateDirectory(File);

        var told = Assert.Throws<UnwritableException>(() => WholeFile.Write(File, stream => stream.WriteByte(1)));
        Assert.Equal("it is a folder", told.Trouble);
    }

    [Fact]
    public void File_in_the_place_of_a_folder_is_told_as_such()
    {
        System.IO.File.WriteAllText(File, "");

        var told = Assert.Throws<UnwritableException>(() => WholeFile.Write(Path.Combine(File, "a", "b.csv"), stream => stream.WriteByte(1)));
        Assert.Equal("a part of its path is a file", told.Trouble);
    }
}
