using Mpsim.Captures;
using Mpsim.Models.Units;

namespace Mpsim.Sim.Tests.Captures;

public sealed class PcapngReaderTests
{
    [Fact]
    public void What_was_written_is_read()
    {
        var read = PcapngReader.Read(Sample());
        Assert.Equal("what it shows", read.Comment);
        Assert.Equal(["lte", "wlan"], read.Interfaces);
        Assert.Collection(
            read.Packets,
            packet =>
            {
                Assert.Equal(("wlan", 5_000_000_000_123, CaptureDirection.Outbound, "lost"), (packet.Interface, packet.Time.Nanoseconds, packet.Direction, packet.Comment));
                Assert.Equal([1, 2, 3], packet.Octets);
            },
            packet =>
            {
                Assert.Equal(("lte", CaptureDirection.Inbound, null), (packet.Interface, packet.Direction, packet.Comment));
                Assert.Empty(packet.Octets);
            });
    }

    [Fact]
    public void File_that_ends_anywhere_or_is_none_is_told()
    {
        var whole = Sample();
        for (var length = 0; length < whole.Length; length++)
        {
            try
            {
                Assert.True(PcapngReader.Read(whole.AsSpan(0, length)).Packets.Count < 2);
            }
            catch (InvalidDataException e)
            {
                Assert.NotEmpty(e.Message);
            }
        }

        Assert.Throws<InvalidDataException>(() => PcapngReader.Read("this is a text and no capture..."u8));
        Assert.Throws<InvalidDataException>(() => PcapngReader.Read([]));
    }

    [Fact]
    public void Octet_that_is_changed_anywhere_is_read_or_told()
    {
        var whole = Sample();
        for (var i = 0; i < whole.Length; i++)
        {
            var changed = (byte[])whole.Clone();
            changed[i] ^= 0xFF;
            try
            {
                PcapngReader.Read(changed);
            }
            catch (InvalidDataException e)
            {
                Assert.NotEmpty(e.Message);
            }
        }
    }

    private static byte[] Sample()
    {
        using var file = new MemoryStream();
        var writer = new PcapngWriter(file);
        writer.WriteSection("mpsim", "what it shows");
        writer.WriteInterface("lte", "");
        var wlan = writer.WriteInterface("wlan", "phone, toward gateway");
        writer.WritePacket(wlan, new Instant(5_000_000_000_123), CaptureDirection.Outbound, [1, 2, 3], 1500, "lost");
        writer.WritePacket(0, new Instant(5_000_000_000_124), CaptureDirection.Inbound, [], 40, null);
        return file.ToArray();
    }
}
