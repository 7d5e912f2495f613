using Mpsim.Models.Kernel;
using Mpsim.Models.Network;
using Mpsim.Models.Network.Middleboxes;
using Mpsim.Models.Units;
using Mpsim.Models.Wire;
using Mpsim.Models.Wire.Mptcp;
using Mpsim.Models.Wire.Tcp;

namespace Mpsim.Models.Tests.Network.Middleboxes;

/// <summary>What boxes do to single segments.</summary>
public sealed class SegmentBoxTests
{
    private static readonly Endpoint Ue = new(IpAddress.Of(10, 0, 0, 1), 40_000);
    private static readonly Endpoint Server = new(IpAddress.Of(203, 0, 113, 1), 80);

    [Fact]
    public void Stripped_segment_loses_only_the_options_that_are_named_and_gets_shorter()
    {
        var box = new BoxBench(new MptcpStripper(SegmentKinds.All, MptcpSubtypes.MpPrio, Heading.Up));
        var seen = box.Up(Ue, Server, TcpFlags.Ack, Decorate)!.Value;

        Assert.True(seen.Segment.HasDss);
        Assert.Null(seen.Segment.Options!.MpPrio);
        Assert.Equal(20 + seen.Segment.Length(), seen.WireLength);
        Assert.NotNull(box.Down(Server, Ue, TcpFlags.Ack, Decorate)!.Value.Segment.Options!.MpPrio);
    }

    [Fact]
    public void Sequence_numbers_are_shifted_up_and_acknowledgements_and_sack_blocks_back()
    {
        var box = new BoxBench(new SequenceRewriter(Heading.Both, new RandomStream(1, 1, "offsets")));
        var up = box.Up(Ue, Server, TcpFlags.Syn, p => p.Segment.Seq = 100)!.Value.Segment.Seq - 100;
        var down = box.Down(Server, Ue, TcpFlags.Syn | TcpFlags.Ack, p => (p.Segment.Seq, p.Segment.Ack) = (500, 101 + up))!.Value.Segment;
        Assert.NotEqual(0u, up);
        Assert.Equal(101u, down.Ack);
        Assert.NotEqual(500u, down.Seq);

        Assert.Equal(100 + up, box.Up(Ue, Server, TcpFlags.Syn, p => p.Segment.Seq = 100)!.Value.Segment.Seq);
        var sacked = box.Down(Server, Ue, TcpFlags.Ack, p =>
        {
            (p.Segment.Seq, p.Segment.Ack, p.Segment.SackCount) = (501, 101 + up, 1);
            p.Segment.Sack[0] = new SackBlock(201 + up, 301 + up);
        })!.Value.Segment;
        Assert.Equal((201u, 301u), (sacked.Sack[0].Left, sacked.Sack[0].Right));
    }

    [Theory]
    [InlineData(253, 4, true)]
    [InlineData(253, 40, false)]
    public void Option_is_added_to_syns_that_have_room_for_it(byte kind, int length, bool fits)
    {
        var box = new BoxBench(new OptionAdder(kind, length, Heading.Up));
        var syn = box.Up(Ue, Server, TcpFlags.Syn, p => p.Segment.Options = new SegmentOptions { MaximumSegmentSize = 1400 })!.Value;
        Assert.Equal((ushort)1400, syn.Segment.Options!.MaximumSegmentSize);
        Assert.Equal(fits ? length : 0, (syn.Segment.Options.Authentication?.Length ?? 0) + syn.Segment.Options.Unknown.Sum(option => option.Length));
        Assert.Equal(20 + syn.Segment.Length(), syn.WireLength);
        Assert.Null(box.Up(Ue, Server, TcpFlags.Ack)!.Value.Segment.Options);
        Assert.Null(box.Down(Server, Ue, TcpFlags.Syn | TcpFlags.Ack)!.Value.Segment.Options);
    }

    /// <summary>RFC 5925 section 7.1.</summary>
    [Fact]
    public void Signature_is_on_every_segment_and_both_ends_leave_room_for_it()
    {
        var box = new BoxBench(new OptionAdder(29, 14, Heading.Both));
        var syn = box.Up(Ue, Server, TcpFlags.Syn, p => p.Segment.Options = new SegmentOptions { MaximumSegmentSize = 1400 })!.Value;
        var ack = box.Up(Ue, Server, TcpFlags.Ack)!.Value;
        var data = box.Down(Server, Ue, TcpFlags.Ack, p => p.Segment.PayloadLength = 1384)!.Value;

        Assert.Equal((1384, 14), (syn.Segment.Options!.MaximumSegmentSize!.Value, syn.Segment.Options.Authentication!.Length));
        Assert.Equal((14, 14), (ack.Segment.Options!.Authentication!.Length, data.Segment.Options!.Authentication!.Length));
        Assert.Equal(20 + 20 + 16 + 1384, data.WireLength);
    }

    [Fact]
    public void Size_that_leaves_room_is_announced_to_those_whose_segments_are_signed()
    {
        var box = new BoxBench(new OptionAdder(29, 16, Heading.Up));
        var syn = box.Up(Ue, Server, TcpFlags.Syn, p => p.Segment.Options = new SegmentOptions { MaximumSegmentSize = 1400 })!.Value.Segment.Options!;
        var answer = box.Down(Server, Ue, TcpFlags.Syn | TcpFlags.Ack, p => p.Segment.Options = new SegmentOptions { MaximumSegmentSize = 1400 })!.Value.Segment.Options!;

        Assert.Equal((1400, 16), (syn.MaximumSegmentSize!.Value, syn.Authentication!.Length));
        Assert.Equal((1384, null), (answer.MaximumSegmentSize!.Value, answer.Authentication));
    }

    [Fact]
    public void Segment_that_fills_a_packet_is_not_signed()
    {
        var box = new BoxBench(new OptionAdder(29, 16, Heading.Down));

        Assert.Null(box.Down(Server, Ue, TcpFlags.Ack, p => p.Segment.PayloadLength = 1460)!.Value.Segment.Options);
        Assert.NotNull(box.Down(Server, Ue, TcpFlags.Ack, p => p.Segment.PayloadLength = 1444)!.Value.Segment.Options);
    }

    [Fact]
    public void Signature_takes_the_room_of_sack_blocks_and_never_more_than_there_is()
    {
        var box = new BoxBench(new OptionAdder(29, 16, Heading.Up));
        var sacked = box.Up(Ue, Server, TcpFlags.Ack, p => (p.Segment.HasTimestamps, p.Segment.SackCount) = (true, 3))!.Value.Segment;
        var full = box.Up(Ue, Server, TcpFlags.Ack, p => (p.Segment.SackCount, p.Segment.Options) = (1, new SegmentOptions { Unknown = [new UnknownOption(253, new byte[24])] }))!.Value.Segment;

        Assert.Equal((16, 1), (sacked.Options!.Authentication!.Length, sacked.SackCount));
        Assert.Equal((null, 1), (full.Options!.Authentication, full.SackCount));
    }

    [Fact]
    public void Connection_that_the_rewriter_has_not_seen_begin_passes_as_it_is()
    {
        var box = new BoxBench(new SequenceRewriter(Heading.Both, new RandomStream(1, 1, "offsets")));
        Assert.Equal(7u, box.Up(Ue, Server, TcpFlags.Ack, p => p.Segment.Seq = 7)!.Value.Segment.Seq);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Split_segment_goes_on_in_pieces_that_make_it_up(bool copiesDss)
    {
        var box = new BoxBench(new SegmentSplitter(400, copiesDss, Heading.Up));
        box.Up(Ue, Server, TcpFlags.Ack | TcpFlags.Psh | TcpFlags.Fin, p =>
        {
            Decorate(p);
            (p.Segment.Seq, p.Segment.Payload, p.Segment.PayloadLength) = (1_000, new Payload(3, 50), 1_000);
        });
        var pieces = box.Above;
        Assert.Equal([(1_000u, 50L, 400), (1_400u, 450L, 400), (1_800u, 850L, 200)], pieces.Select(p => (p.Segment.Seq, p.Segment.Payload.Offset, (int)p.Segment.PayloadLength)));
        Assert.Equal([false, false, true], pieces.Select(p => p.Segment.Has(TcpFlags.Fin)));
        Assert.Equal([true, copiesDss, copiesDss], pieces.Select(p => p.Segment.HasDss));
        Assert.All(pieces, p => Assert.Equal(20 + p.Segment.Length(), p.WireLength));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Segments_that_follow_each_other_are_merged_and_released_after_the_hold(bool keepsDss)
    {
        var chain = new SegmentCoalescer(1_400, Duration.FromMilliseconds(20), keepsDss, Heading.Up);
        var box = new BoxBench(chain);
        Assert.Null(box.Up(Ue, Server, TcpFlags.Ack, Data(1_000, 50, 600)));
        Assert.Equal(1, chain.PacketsHeld);
        Assert.Null(box.Up(Ue, Server, TcpFlags.Ack, Data(1_600, 650, 600)));
        box.At(1);
        var merged = Assert.Single(box.Above).Segment;
        Assert.Equal((1_000u, 50L, 1_200, keepsDss), (merged.Seq, merged.Payload.Offset, (int)merged.PayloadLength, merged.HasDss));
        Assert.Equal(0, chain.PacketsHeld);
    }

    [Fact]
    public void What_does_not_follow_sends_the_held_segment_on_before_itself()
    {
        var box = new BoxBench(new SegmentCoalescer(1_400, Duration.FromMilliseconds(20), true, Heading.Up));
        box.Up(Ue, Server, TcpFlags.Ack, Data(1_000, 50, 600));
        box.Up(Ue, Server, TcpFlags.Ack | TcpFlags.Fin, p => p.Segment.Seq = 1_600);
        Assert.Equal([1_000u, 1_600u], box.Above.Select(seen => seen.Segment.Seq));
        box.Up(Ue, Server, TcpFlags.Ack, Data(2_000, 50, 1_000));
        box.Up(Ue, Server, TcpFlags.Ack, Data(3_000, 1_050, 1_000));
        box.At(1);
        Assert.Equal([1_000u, 1_600u, 2_000u, 3_000u], box.Above.Select(seen => seen.Segment.Seq));
    }

    [Fact]
    public void Router_lets_no_packet_pass_whose_time_to_live_ends()
    {
        var box = new BoxBench(new TimeToLiveSetter(3, Heading.Up));
        Assert.Equal(3, box.Up(Ue, Server, TcpFlags.Ack)!.Value.TimeToLive);

        var router = new Router("router", box.Pool);
        Relay(router, box, 2);
        Assert.Equal(0, router.Expired.Packets);
        Relay(router, box, 1);
        Assert.Equal(1, router.Expired.Packets);
    }

    private static void Relay(Router router, BoxBench box, byte ttl)
    {
        var packet = box.Pool.Rent();
        packet.TimeToLive = ttl;
        router.Receive(packet, null!);
        Assert.Equal(0, box.Pool.Outstanding);
    }

    private static Action<Packet> Data(uint seq, long offset, ushort length) => packet =>
    {
        packet.Segment.HasDss = true;
        packet.Segment.Dss = DssFlags.DataAck;
        (packet.Segment.Seq, packet.Segment.Payload, packet.Segment.PayloadLength) = (seq, new Payload(3, offset), length);
    };

    private static void Decorate(Packet packet)
    {
        packet.Segment.HasDss = true;
        packet.Segment.Dss = DssFlags.DataAck;
        packet.Segment.Options = new SegmentOptions { MpPrio = new MpPrio(true) };
    }
}
