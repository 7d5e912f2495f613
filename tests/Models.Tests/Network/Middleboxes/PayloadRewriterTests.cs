using Mpsim.Models.Apps;
using Mpsim.Models.Hosts;
using Mpsim.Models.Network.Middleboxes;
using Mpsim.Models.Probes;
using Mpsim.Models.Tests.Mptcp;
using Mpsim.Models.Wire;
using Mpsim.Models.Wire.Mptcp;
using Mpsim.Models.Wire.Tcp;

namespace Mpsim.Models.Tests.Network.Middleboxes;

public sealed class PayloadRewriterTests
{
    private const int At = 100_000;

    [Theory]
    [InlineData(20, 20, 0)]
    [InlineData(20, 33, 0)]
    [InlineData(33, 20, 0)]
    [InlineData(20, 0, 0)]
    [InlineData(1, 900, 0)]
    [InlineData(20, 33, 50_000)]
    [InlineData(33, 20, 7_000)]
    [InlineData(2_000, 5, 50_000)]
    public void Plain_tcp_stays_in_step_and_every_altered_byte_is_accounted_for(int removed, int inserted, int every)
    {
        var (pair, ue, server) = Transfer(MptcpPair.Plain, 1, 0.01, new PayloadRewriter(At, every, removed, inserted, Heading.Both));

        foreach (var stream in pair.Ledger.Streams.Where(stream => stream.Alterations is not null))
        {
            Assert.True(stream.IsComplete);
            Assert.False(stream.Alterations!.IsSpoiled);
            Assert.Equal(inserted == 0, stream.Alterations.Altered == 0);
        }

        Assert.Equal(2, pair.Ledger.Streams.Count(stream => stream.Alterations is not null));
        Assert.True(ue.Closed && server.Closed);
    }

    [Theory]
    [InlineData(20, 20)]
    [InlineData(20, 33)]
    [InlineData(33, 20)]
    [InlineData(20, 0)]
    public void Mptcp_without_checksums_on_one_subflow_passes_alterations_on_and_falls_back_when_lengths_change(int removed, int inserted)
    {
        var (pair, ue, server) = Transfer(MptcpPair.Mptcp(1), 1, 0, new PayloadRewriter(At, 0, removed, inserted, Heading.Both));

        Assert.Equal(removed != inserted, ue.Connection.FallbackReason is not null);
        Assert.All(pair.Ledger.Streams.Where(stream => stream.Alterations is not null), stream => Assert.False(stream.Alterations!.IsSpoiled));
        Assert.True(ue.Closed && server.Closed);
    }

    [Theory]
    [InlineData(20, 33)]
    [InlineData(33, 20)]
    [InlineData(20, 0)]
    public void Mptcp_on_two_subflows_gives_up_the_one_whose_lengths_change(int removed, int inserted)
    {
        var (pair, ue, server) = Transfer(MptcpPair.Mptcp(2), 2, 0, new PayloadRewriter(At, 0, removed, inserted, Heading.Both));

        Assert.Null(ue.Connection.FallbackReason);
        Assert.Contains(pair.Tap.Trace, packet => packet.Segment.Options?.MpTcpRst?.Reason == MpTcpRst.MiddleboxInterference);
    }

    [Theory]
    [InlineData(20, 20)]
    [InlineData(20, 33)]
    [InlineData(33, 20)]
    [InlineData(20, 0)]
    public void Mptcp_with_checksums_on_one_subflow_goes_on_as_tcp_from_the_alteration_on(int removed, int inserted)
    {
        var (pair, ue, server) = Transfer(WithChecksums(1), 1, 0, new PayloadRewriter(At, 0, removed, inserted, Heading.Both));

        Assert.NotNull(ue.Connection.FallbackReason);
        Assert.NotNull(server.Connection.FallbackReason);
        // Where lengths change, data without a mapping are seen first.
        Assert.Equal(removed == inserted, pair.Tap.Trace.Exists(packet => packet.Segment.Options?.MpFail is not null));
        Assert.All(pair.Ledger.Streams.Where(stream => stream.Alterations is not null), stream => Assert.False(stream.Alterations!.IsSpoiled));
        Assert.True(ue.Closed && server.Closed);
    }

    [Theory]
    [InlineData(20, 20)]
    [InlineData(20, 33)]
    [InlineData(20, 0)]
    public void Mptcp_with_checksums_on_two_subflows_gives_up_the_altered_one_and_delivers_what_was_written(int removed, int inserted)
    {
        var (pair, ue, server) = Transfer(WithChecksums(2), 2, 0, new PayloadRewriter(At, 0, removed, inserted, Heading.Both));

        Assert.Null(ue.Connection.FallbackReason);
        // Where lengths change, data without a mapping are seen first.
        Assert.Equal(removed == inserted, pair.Tap.Trace.Exists(packet => packet.Segment.Options?.MpFail is not null));
        Assert.All(pair.Ledger.Streams.Where(stream => stream.Alterations is not null), stream => Assert.Equal(0, stream.Alterations!.Altered));
        Assert.Equal((1_000_000, 1_000_000), (ue.Read, server.Read));
        Assert.True(ue.Closed && server.Closed);
    }

    private static HostSettings WithChecksums(int paths) => MptcpPair.Mptcp(paths, change: settings => settings with { Checksum = true });

    [Fact]
    public void Tcp_sends_again_little_more_than_what_was_lost_among_the_pieces_of_its_segments()
    {
        var pair = new MptcpPair([new PathSpec(10, 10) { Queue = 60 }], MptcpPair.Plain, MptcpPair.Plain, boxes: _ => [new SegmentSplitter(700, true, Heading.Down)]);
        var (ue, server) = pair.Connect(0, 5_000_000);
        pair.Drain();

        // What is reported piece by piece is reported all the same.
        Assert.InRange(((TcpSocket)server.Socket!).Paths[0].Tcp.Retransmissions, 1, pair.Downlinks[0].DroppedByQueue.Packets);
        Assert.InRange(ue.LastReadAt.Seconds, 4, 6);
    }

    [Fact]
    public void Verifier_still_finds_what_no_device_has_done()
    {
        var ledger = new StreamLedger();
        var entry = ledger.Open("data", 100);
        entry.OnWritten(default, 100);
        var own = ledger.OpenStream("gateway");
        ledger.Record(new Alteration(entry.Number, 50, 10, own, 0, 12));
        var verifier = new StreamVerifier(ledger, "data", null);

        verifier.OnRead(default, new Payload(entry.Number, 0), 30);
        Assert.Throws<InvariantViolation>(() => verifier.OnRead(default, new Payload(entry.Number, 40), 10));
        verifier.OnRead(default, new Payload(entry.Number, 30), 20);
        verifier.OnRead(default, new Payload(own, 0), 12);
        verifier.OnRead(default, new Payload(entry.Number, 60), 40);
        entry.OnEndWritten();
        verifier.OnEnd(default, false);
        Assert.True(entry.IsComplete);
        Assert.Equal(12, entry.Alterations!.Altered);
    }

    /// <summary>An attacker who does not see the connection may guess any number for an RST; what the ends send goes on as before.</summary>
    [Fact]
    public void Forged_rst_does_not_move_what_the_box_knows_of_a_connection()
    {
        var (ue, server) = (new Endpoint(IpAddress.Of(10, 0, 0, 1), 5000), new Endpoint(IpAddress.Of(10, 0, 0, 2), 80));
        var bench = new BoxBench(new PayloadRewriter(50, 0, 10, 4, Heading.Up));
        bench.Up(ue, server, TcpFlags.Syn);
        bench.Up(ue, server, TcpFlags.Rst, packet => packet.Segment.Seq = 0x4000_0000);
        bench.Up(ue, server, TcpFlags.Ack, Data(0));

        Assert.Equal(95u, bench.Up(ue, server, TcpFlags.Ack, Data(100))!.Value.Segment.Seq);
        Assert.Equal(201u, bench.Down(server, ue, TcpFlags.Ack, packet => packet.Segment.Ack = 195)!.Value.Segment.Ack);

        static Action<Packet> Data(uint from) => packet => (packet.Segment.Seq, packet.Segment.Payload, packet.Segment.PayloadLength) = (from + 1, new Payload(1, from), 100);
    }

    private static (MptcpPair Pair, StreamPeer Ue, StreamPeer Server) Transfer(HostSettings ue, int paths, double loss, PayloadRewriter box)
    {
        var server = ue.SpeaksMptcp ? MptcpPair.Mptcp(0) : MptcpPair.Plain;
        var pair = new MptcpPair([.. Enumerable.Repeat(new PathSpec(10, 10) { Loss = loss }, paths)], ue, server, boxes: path => path == 0 ? [box] : []);
        var (opener, acceptor) = pair.Connect(1_000_000, 1_000_000);
        pair.Drain(aborts: true);
        return (pair, opener, acceptor);
    }
}
