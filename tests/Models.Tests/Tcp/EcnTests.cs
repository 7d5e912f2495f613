using Mpsim.Models.Tcp;
using Mpsim.Models.Wire;
using Mpsim.Models.Wire.Tcp;

namespace Mpsim.Models.Tests.Tcp;

/// <summary>Explicit Congestion Notification (RFC 3168 section 6.1).</summary>
public sealed class EcnTests
{
    private const TcpFlags Setup = TcpFlags.Ece | TcpFlags.Cwr;

    private static TcpSettings WithEcn => TcpPair.Reno with { Ecn = true };

    [Theory]
    [InlineData(TcpFlags.Ece, true)]
    [InlineData(TcpFlags.None, false)]
    [InlineData(Setup, false)]
    public void Opener_asks_with_both_flags_and_takes_ece_alone_for_a_yes(TcpFlags answer, bool agreed)
    {
        var script = SegmentScript.In(TcpState.SynSent, WithEcn);
        Assert.Equal(TcpFlags.Syn | Setup, script.Sent[0].Segment.Flags);

        script.Ack = SegmentScript.Iss + 1;
        Deliver(script, TcpFlags.Syn | TcpFlags.Ack | answer);

        Assert.Equal(TcpState.Established, script.Tcp.State);
        Assert.Equal(agreed, script.Tcp.EcnAgreed);
    }

    [Theory]
    [InlineData(true, Setup, TcpFlags.Ece)]
    [InlineData(true, TcpFlags.None, TcpFlags.None)]
    [InlineData(true, TcpFlags.Ece, TcpFlags.None)]
    [InlineData(false, Setup, TcpFlags.None)]
    public void Listener_answers_an_ecn_setup_syn_with_ece_alone(bool enabled, TcpFlags asked, TcpFlags answered)
    {
        var script = SegmentScript.In(TcpState.Listen, TcpPair.Reno with { Ecn = enabled });

        var answer = Assert.Single(Deliver(script, TcpFlags.Syn | asked));

        Assert.Equal(TcpFlags.Syn | TcpFlags.Ack | answered, answer.Flags);
    }

    [Fact]
    public void Syn_that_is_sent_again_asks_no_more()
    {
        var script = SegmentScript.In(TcpState.SynSent, WithEcn);

        Assert.Equal(TcpFlags.Syn, Assert.Single(script.Wait(1100)).Flags);
    }

    [Fact]
    public void New_data_are_capable_and_what_is_sent_again_or_only_acknowledges_is_not()
    {
        var script = Agreed();
        script.Write(3 * 1448);
        Assert.Equal([EcnCodepoint.Ect0, EcnCodepoint.Ect0, EcnCodepoint.Ect0], script.Codepoints.TakeLast(3));

        // All is lost: the tail loss probe and what follows the timeout go without.
        var count = script.Codepoints.Count;
        Assert.NotEmpty(script.Wait(3000));
        Assert.All(script.Codepoints.Skip(count), codepoint => Assert.Equal(EcnCodepoint.NotEct, codepoint));

        script.AckAll();
        script.Send(TcpFlags.Ack, 1000);
        script.Send(TcpFlags.Ack, 1000);
        Assert.Equal(EcnCodepoint.NotEct, script.Codepoints[^1]);
    }

    [Fact]
    public void Handshake_itself_is_not_capable()
    {
        Assert.All(Agreed().Codepoints, codepoint => Assert.Equal(EcnCodepoint.NotEct, codepoint));
    }

    [Fact]
    public void Mark_is_echoed_at_once_and_until_cwr_arrives()
    {
        var script = Agreed();
        Assert.False(Assert.Single(script.Send(TcpFlags.Ack, 1000)).Has(TcpFlags.Ece));

        Assert.True(Assert.Single(SendMarked(script, TcpFlags.Ack)).Has(TcpFlags.Ece));
        Assert.True(Assert.Single(script.Send(TcpFlags.Ack, 1000)).Has(TcpFlags.Ece));
        Assert.True(script.Write(1000)[0].Has(TcpFlags.Ece));

        Assert.False(Assert.Single(script.Send(TcpFlags.Ack | TcpFlags.Cwr, 1000)).Has(TcpFlags.Ece));
    }

    [Fact]
    public void Mark_that_comes_with_a_cwr_is_echoed_on()
    {
        var script = Agreed();
        SendMarked(script, TcpFlags.Ack);

        Assert.True(Assert.Single(SendMarked(script, TcpFlags.Ack | TcpFlags.Cwr)).Has(TcpFlags.Ece));
        Assert.False(Assert.Single(script.Send(TcpFlags.Ack | TcpFlags.Cwr, 1000)).Has(TcpFlags.Ece));
    }

    [Fact]
    public void Mark_means_nothing_where_ecn_was_not_agreed()
    {
        var script = SegmentScript.In(TcpState.Established);

        Assert.False(Assert.Single(SendMarked(script, TcpFlags.Ack)).Has(TcpFlags.Ece));
    }

    [Fact]
    public void Echo_halves_the_window_once_per_window_of_data_and_cwr_goes_with_new_data()
    {
        var script = Agreed();
        script.Write(100 * 1448);
        Assert.Equal(10, script.Tcp.InFlight);
        var sent = new List<Segment>();
        for (var i = 1u; i <= 9; i++)
        {
            script.Ack = SegmentScript.Iss + 1 + (i * 1448);
            sent.AddRange(script.Send(TcpFlags.Ack | TcpFlags.Ece));
        }

        Assert.Equal(1, script.Tcp.EcnReductions);
        Assert.Equal(5, script.Tcp.Congestion.Ssthresh);
        Assert.Equal(0, script.Tcp.Retransmissions);
        Assert.InRange(script.Tcp.Congestion.Cwnd, 4, 6);
        Assert.Equal(1, sent.Count(segment => segment.Has(TcpFlags.Cwr)));
        Assert.True(sent[0].Has(TcpFlags.Cwr));

        // Beyond the data of the reduction an echo counts again.
        script.AckAll();
        Assert.InRange(script.Tcp.Congestion.Cwnd, 5, 6);
        script.Ack = script.Tcp.SndNxt;
        script.Send(TcpFlags.Ack | TcpFlags.Ece);
        Assert.Equal(2, script.Tcp.EcnReductions);
    }

    [Fact]
    public void Loss_in_the_same_window_as_a_mark_reduces_no_further()
    {
        var script = Agreed();
        script.Write(100 * 1448);
        script.Wait(20);
        script.Ack = SegmentScript.Iss + 1 + 1448;
        script.Send(TcpFlags.Ack | TcpFlags.Ece);
        var threshold = script.Tcp.Congestion.Ssthresh;
        script.AckWith(1448, (2 * 1448, 6 * 1448));
        script.Wait(30);

        Assert.True(script.Tcp.Retransmissions > 0);
        Assert.Equal(threshold, script.Tcp.Congestion.Ssthresh);
    }

    [Fact]
    public void Window_that_a_timeout_has_reduced_is_told_of_by_cwr()
    {
        var script = Agreed();
        script.Write(100 * 1448);
        script.Wait(3000);
        Assert.True(script.Tcp.Timeouts > 0);

        var sent = script.AckAll();

        Assert.True(sent[0].Has(TcpFlags.Cwr));
        Assert.Equal(1, sent.Concat(script.AckAll()).Count(segment => segment.Has(TcpFlags.Cwr)));
    }

    [Fact]
    public void Loss_that_a_probe_has_repaired_is_told_of_by_cwr()
    {
        var script = Agreed();
        script.Write(3 * 1448);
        var probe = Assert.Single(script.Wait(150));
        Assert.Equal(0, script.Tcp.Timeouts);
        Assert.Equal(SegmentScript.Iss + 1 + (2 * 1448), probe.Seq);
        script.AckAll();

        // The acknowledgement of later data, without a sign of a second copy, shows that the original was lost.
        script.Write(1448);
        script.AckAll();
        Assert.True(script.Write(1448)[0].Has(TcpFlags.Cwr));
    }

    private static SegmentScript Agreed()
    {
        var script = SegmentScript.In(TcpState.Listen, WithEcn);
        Deliver(script, TcpFlags.Syn | Setup);
        script.Send(TcpFlags.Ack);
        Assert.True(script.Tcp.EcnAgreed);
        return script;
    }

    private static List<Segment> Deliver(SegmentScript script, TcpFlags flags)
    {
        var segment = script.Next(flags);
        segment.Options = new SegmentOptions { MaximumSegmentSize = script.Mss, WindowScale = script.WindowScale, SackPermitted = script.Sack };
        script.Seq = SegmentScript.PeerIss + 1;
        return script.Deliver(segment);
    }

    private static List<Segment> SendMarked(SegmentScript script, TcpFlags flags)
    {
        var segment = script.Next(flags);
        segment.PayloadLength = 1000;
        segment.Payload = new Payload(9, segment.Seq - SegmentScript.PeerIss - 1);
        script.Seq += 1000;
        script.Tcp.OnCongestionExperienced(segment);
        return script.Deliver(segment);
    }
}
