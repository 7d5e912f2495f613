using Mpsim.Models.Tcp;
using Mpsim.Models.Units;
using Mpsim.Models.Wire;
using Mpsim.Models.Wire.Tcp;

namespace Mpsim.Models.Tests.Tcp;

/// <summary>RFC 4987 section 3.6 and appendix A.</summary>
public sealed class SynCookieTests
{
    private static readonly SynCookie Maker = new(1, 2);

    [Theory]
    [InlineData(1460, 1460)]
    [InlineData(9000, 1460)]
    [InlineData(1419, 1380)]
    [InlineData(600, 536)]
    public void Cookie_tells_the_segment_size_or_the_next_smaller_one(int offered, int told)
    {
        var (syn, ack) = Handshake(Instant.Zero, options => options with { MaximumSegmentSize = (ushort)offered });
        Assert.True(Maker.TryRead(ack, Instant.FromSeconds(1), out var read, out _, out _));
        Assert.Equal((syn.Segment.Seq, told), (read.Seq, read.Options!.MaximumSegmentSize!.Value));
    }

    [Theory]
    [InlineData(true, 7, true)]
    [InlineData(true, 0, false)]
    [InlineData(false, 7, true)]
    public void Timestamp_tells_what_the_peer_has_offered_and_when_the_answer_left(bool timestamps, int scale, bool sack)
    {
        var sent = Instant.FromSeconds(1000.123);
        var (_, ack) = Handshake(sent, options => options with { WindowScale = (byte)scale, SackPermitted = sack }, timestamps);
        var now = sent + Duration.FromMilliseconds(80);
        Assert.True(Maker.TryRead(ack, now, out var read, out var sentAt, out var offset));
        Assert.Equal(timestamps ? ((byte?)scale, sack) : (null, false), (read.Options!.WindowScale, read.Options.SackPermitted));
        if (timestamps)
        {
            Assert.InRange((sent - sentAt).Milliseconds, -1, 64);

            // Our clock has gone on from the one that was sent.
            Assert.InRange((uint)(now.Nanoseconds / 1_000_000) + offset - ack.Segment.TsEcr, 80u, 145u);
        }
    }

    [Theory]
    [InlineData(60, true)]
    [InlineData(130, false)]
    [InlineData(64 * 31, false)]
    public void Cookie_is_good_for_a_time(double seconds, bool good)
    {
        var (_, ack) = Handshake(Instant.FromSeconds(10), options => options);
        Assert.Equal(good, Maker.TryRead(ack, Instant.FromSeconds(10 + seconds), out _, out _, out _));
    }

    [Fact]
    public void Cookie_of_others_or_altered_is_none()
    {
        var (_, ack) = Handshake(Instant.Zero, options => options with { MaximumSegmentSize = 1300 });
        Assert.False(new SynCookie(1, 3).TryRead(ack, Instant.Zero, out _, out _, out _));
        for (var bit = 0; bit < 32; bit++)
        {
            ack.Segment.Ack ^= 1u << bit;
            Assert.False(Maker.TryRead(ack, Instant.Zero, out _, out _, out _), $"bit {bit}");
            ack.Segment.Ack ^= 1u << bit;
        }

        ack.Source = new Endpoint(ack.Source.Address, 5);
        Assert.False(Maker.TryRead(ack, Instant.Zero, out _, out _, out _));
    }

    private static (Packet Syn, Packet Ack) Handshake(Instant now, Func<SegmentOptions, SegmentOptions> offer, bool timestamps = true)
    {
        var syn = new Packet { Source = new Endpoint(IpAddress.Of(10, 0, 0, 1), 40_000), Destination = new Endpoint(IpAddress.Of(192, 0, 2, 1), 80) };
        syn.Segment = new Segment { Seq = 0xFFFF_FFF0, Flags = TcpFlags.Syn, HasTimestamps = timestamps, TsVal = 77, Options = offer(new SegmentOptions { MaximumSegmentSize = 1460 }) };
        var cookie = Maker.For(syn, now);
        var ack = new Packet { Source = syn.Source, Destination = syn.Destination };
        var sent = (uint)(now.Nanoseconds / 1_000_000) + Maker.TimestampOffset(syn, cookie, now);
        ack.Segment = new Segment { Seq = syn.Segment.Seq + 1, Ack = cookie + 1, Flags = TcpFlags.Ack, HasTimestamps = timestamps, TsVal = 78, TsEcr = sent };
        return (syn, ack);
    }
}
