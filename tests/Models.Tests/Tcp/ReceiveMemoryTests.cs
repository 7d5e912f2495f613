using Mpsim.Models.Tcp;
using Mpsim.Models.Units;

namespace Mpsim.Models.Tests.Tcp;

/// <summary>What of a receiver's memory is announced; the figures are those of Linux for the same packets.</summary>
public sealed class ReceiveMemoryTests
{
    private const int Mss = 1460;
    private const uint Start = 1;

    [Theory]
    [InlineData(1040, 2304)]
    [InlineData(64, 768)]
    [InlineData(4031, 8448)]
    [InlineData(4040, 8448)]
    [InlineData(9040, 12544)]
    [InlineData(20040, 20736)]
    public void Packets_take_buffers_in_powers_of_two_and_whole_pages(int length, int octets) => Assert.Equal(octets, PacketMemory.Of(length));

    [Theory]
    [InlineData(40000, 18980)]
    [InlineData(20000, 8760)]
    [InlineData(2000, 1000)]
    public void First_window_is_whole_segments_of_half_the_memory(int memory, int window) =>
        Assert.Equal(window, Of(memory).Open(Start, Mss, Mss, null));

    [Fact]
    public void Window_grows_with_packets_that_are_full()
    {
        var memory = Of(131_072, merged: 1000);
        memory.Open(Start, Mss, Mss, 10);
        var octets = PacketMemory.Of(9040);
        Assert.Equal(1000, memory.Measure(9000, octets, 536));
        Assert.True(memory.GrowWindow(9000, octets, 1000));
        memory.QueueBehindGap(2000, 11_000, octets, 0);

        Assert.Equal(81 << 10, memory.Announce(Start, 1000, 10, out var isTight));
        Assert.False(isTight);
    }

    [Fact]
    public void Memory_is_given_back_by_whole_packets()
    {
        var memory = Of(100_000);
        memory.Open(Start, Mss, Mss, 4);
        memory.Queue(1000, 2304);
        memory.QueueBehindGap(2000, 3000, 2304, 1000);
        memory.Take(999, 1000, 0, Instant.Zero);
        Assert.Equal(4608, memory.Used);

        memory.Take(1, 1000, 0, Instant.Zero);
        Assert.Equal(2304, memory.Used);
        memory.FillGap(3000);
        memory.Take(2000, 3000, 0, Instant.Zero);
        Assert.Equal(0, memory.Used);
    }

    [Fact]
    public void Packet_without_memory_closes_the_window_and_is_taken_only_by_an_empty_queue()
    {
        var memory = Of(10_000);
        memory.Open(Start, Mss, Mss, null);
        Assert.True(memory.AdmitsInOrder(Start, 20_000));
        memory.Queue(20_000, PacketMemory.Of(20_040));
        Assert.Equal(0, memory.Announce(Start + 20_000, Mss, 0, out _));

        Assert.False(memory.AdmitsInOrder(Start + 20_000, 1000));
        Assert.Equal(1, memory.ZeroWindowDrops);
    }

    private static ReceiveMemory Of(int size, int merged = 0) => new(new ReceiveMemorySettings(size, size, IsFixed: true, MayShrink: false, merged));
}
