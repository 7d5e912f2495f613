using Mpsim.Files;

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
    public void Device_without_end_is_given_up()
    {
        if (File.Exists("/dev/zero"))
        {
            Assert.Throws<FileTooLargeException>(() => BoundedFile.ReadText("/dev/zero", 1 << 20));
        }
    }
}
