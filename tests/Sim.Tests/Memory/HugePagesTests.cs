using System.Threading;
using Mpsim.Memory;

namespace Mpsim.Sim.Tests.Memory;

public sealed class HugePagesTests
{
    private static readonly string[] Mappings =
    [
        "7f0c14000000-7f0c1441b000 rw-p 00000000 00:00 0 ",
        "7f0c25000000-7f0c25001000 r--p 00000000 08:01 131                        /usr/lib/libm.so.6",
        "7f0c25001000-7f0c25401000 ---p 00000000 00:00 0 ",
        "7f0c25401000-7f0c25800000 rw-p 00000000 00:00 0 ",
        "7f0c25800000-7f0c25c00000 ---p 00000000 00:00 0 ",
        "7f0c25c00000-7f0c267d1000 rw-p 00000000 00:00 0 ",
        "7f0c267d1000-7f17e8000000 ---p 00000000 00:00 0 ",
        "7f17e8001000-7f17e8021000 rw-p 00000000 00:00 0 ",
    ];

    [Fact]
    public void Heap_is_what_may_be_written_of_the_run_of_mappings_around_an_object()
    {
        var parts = HugePages.WritableAround(Mappings, 0x7f0c25c00010);

        Assert.Equal(new (long, long)[] { (0x7f0c25401000, 0x3ff000), (0x7f0c25c00000, 0xbd1000) }, parts);
    }

    [Fact]
    public void Mapping_of_a_file_and_a_gap_end_the_run()
    {
        Assert.Equal((0x7f0c14000000, 0x41b000), Assert.Single(HugePages.WritableAround(Mappings, 0x7f0c14000000)));
        Assert.Equal((0x7f17e8001000, 0x20000), Assert.Single(HugePages.WritableAround(Mappings, 0x7f17e8001000)));
    }

    [Theory]
    [InlineData(0x7f0c14500000)]
    [InlineData(0x7f0c25000010)]
    [InlineData(0x10)]
    public void Address_that_is_in_no_anonymous_mapping_has_no_heap(long address) =>
        Assert.Empty(HugePages.WritableAround(Mappings, address));

    [Theory]
    [InlineData("always [madvise] never", "2097152", true)]
    [InlineData("[always] madvise never", "2097152", true)]
    [InlineData("always madvise [never]", "2097152", false)]
    [InlineData("always [madvise] never", "536870912", false)]
    [InlineData("always [madvise] never", "", false)]
    public void System_decides_whether_there_are_huge_pages(string enabled, string octets, bool expected)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(Path.Combine(folder.Path, "enabled"), enabled + "\n");
        File.WriteAllText(Path.Combine(folder.Path, "hpage_pmd_size"), octets + "\n");

        Assert.Equal(expected && OperatingSystem.IsLinux(), HugePages.AreThere(folder.Path));
    }

    [Fact]
    public void System_without_the_settings_has_no_huge_pages()
    {
        using var folder = new TemporaryFolder();

        Assert.False(HugePages.AreThere(folder.Path));
    }

    [Fact]
    public void Heap_of_this_process_keeps_its_content_while_it_is_gathered()
    {
        var before = Enumerable.Range(0, 1 << 20).ToArray();
        using (HugePages.Gather())
        {
            Thread.Sleep(300);
        }

        Assert.Equal(Enumerable.Range(0, 1 << 20), before);
    }
}
