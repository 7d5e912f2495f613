using Mpsim.Models.Tcp;
using Mpsim.Models.Units;
using Mpsim.Models.Wire;
using Mpsim.Models.Wire.Tcp;

namespace Mpsim.Models.Tests.Tcp;

/// <summary>Windows, buffers, small segments (RFC 9293 section 3.8.6).</summary>
public sealed class FlowControlTests
{
    [Fact]
    public void The_window_in_the_segment_is_scaled()
    {
        var script = SegmentScript.In(TcpState.Established, Wide);
        script.Window = 40;
        script.Send(TcpFlags.Ack);
        var sent = script.Write(1_000_000);
        Assert.Equal(40 * 128, sent.Sum(s => s.PayloadLength) + 40 * 128 % 1448);
    }

    [Fact]
    public void An_older_segment_does_not_move_the_window_back()
    {
        var script = SegmentScript.In(TcpState.Established, Wide);
        script.Write(1000);
        script.AckAll();
        var old = script.Next(TcpFlags.Ack);
        old.Window = 1;
        script.Send(TcpFlags.Ack, 10);
        script.Deliver(old);
        Assert.Equal(10, script.Write(20_000).Count);
    }

    [Fact]
    public void A_closed_window_is_probed_with_doubled_waits_until_it_opens()
    {
        var script = SegmentScript.In(TcpState.Established, Wide);
        script.Window = 0;
        script.Send(TcpFlags.Ack);
        var start = script.Now;
        Assert.Empty(script.Write(5000));
        for (var i = 0; i < 3100; i++)
        {
            // Each probe is answered, and the waits double all the same.
            if (script.Wait(1).Count > 0)
            {
                script.Send(TcpFlags.Ack);
            }
        }

        var probes = script.Sent.Where(s => s.At > start).ToArray();
        Assert.All(probes, p => Assert.Equal(script.Tcp.SndUna - 1, p.Segment.Seq));
        Assert.All(probes, p => Assert.Equal(0, p.Segment.PayloadLength));
        var waits = probes.Zip(probes.Skip(1), (a, b) => (b.At - a.At).Milliseconds).ToArray();
        Assert.True(waits.Length >= 2);
        Assert.All(waits.Zip(waits.Skip(1)), w => Assert.InRange(w.Second / w.First, 1.98, 2.02));
        script.Window = 1000;
        Assert.Equal(5000, script.Send(TcpFlags.Ack).Sum(s => s.PayloadLength));
        Assert.Equal(0, script.Tcp.Timeouts);
    }

    [Fact]
    public void Probes_that_nobody_answers_end_the_connection()
    {
        var script = SegmentScript.In(TcpState.Established, Wide with { Retries = 4 });
        script.Window = 0;
        script.Send(TcpFlags.Ack);
        script.Write(5000);
        script.Wait(100_000);
        Assert.Equal(TcpEvents.TimedOut, script.Events & TcpEvents.Aborted);
        Assert.Equal(TcpState.Closed, script.Tcp.State);
    }

    [Fact]
    public void Close_at_a_closed_window_still_delivers_data_and_fin()
    {
        var script = SegmentScript.In(TcpState.Established, Wide);
        script.Window = 0;
        script.Send(TcpFlags.Ack);
        script.Write(5000);
        script.Close();
        Assert.NotEmpty(script.Wait(1000));
        script.Window = 1000;
        var sent = script.Send(TcpFlags.Ack);
        Assert.Equal(5000, sent.Sum(s => s.PayloadLength));
        Assert.True(sent[^1].Has(TcpFlags.Fin));
    }

    [Fact]
    public void A_sliver_of_window_is_left_until_the_override_timeout()
    {
        var script = SegmentScript.In(TcpState.Established, Wide);
        script.Window = 5;
        script.Send(TcpFlags.Ack);
        Assert.Empty(script.Write(100_000));
        var sent = script.Wait(250);
        Assert.Equal(640, Assert.Single(sent, s => s.PayloadLength > 0).PayloadLength);
    }

    [Fact]
    public void A_reader_that_stops_closes_the_window_and_half_a_buffer_read_opens_it()
    {
        var script = SegmentScript.In(TcpState.Established, TcpPair.Reno with { ReceiveBufferAutoTuning = false, ReceiveBufferLimit = 14_480 });
        for (var i = 0; i < 10; i++)
        {
            script.Send(TcpFlags.Ack, 1448);
        }

        script.Wait(500);
        Assert.Equal(0, script.Sent[^1].Segment.Window);

        // Less than a segment is not worth a word (RFC 9293 section 3.8.6.2.2).
        script.Tcp.TryRead(1000, script.Now, out _, out _);
        Assert.Empty(script.Drain());
        script.Tcp.TryRead(1000, script.Now, out _, out _);
        Assert.Equal(2000, Assert.Single(script.Drain()).Window);
    }

    [Fact]
    public void A_fixed_receive_buffer_bounds_what_is_in_flight_and_a_tuned_one_grows()
    {
        var fixedPair = Bulk(TcpPair.Reno with { ReceiveBufferAutoTuning = false, ReceiveBufferLimit = 50_000 });
        Assert.InRange(MostInFlight(fixedPair), 40_000, 50_000);

        var tuned = Bulk(TcpPair.Reno);
        Assert.InRange(MostInFlight(tuned), 200_000, 6 << 20);

        // Without timestamps the receiver goes by the time that a window takes.
        var blind = Bulk(TcpPair.Reno with { Timestamps = false });
        Assert.InRange(MostInFlight(blind), 200_000, 6 << 20);
    }

    [Fact]
    public void A_send_buffer_takes_its_limit_and_wakes_the_writer_when_a_third_is_free()
    {
        var script = SegmentScript.In(TcpState.Established, TcpPair.Reno with { SendBufferAutoTuning = false, SendBufferLimit = 14_480 });
        script.Drain();
        Assert.Equal(14_480, script.Tcp.Write(new Payload(1, 0), 20_000));
        Assert.Equal(0, script.Tcp.WriteSpace);
        Assert.Equal(10, script.Drain().Count);
        script.AckWith(3 * 1448);
        Assert.False(script.Events.HasFlag(TcpEvents.Writable) && script.Tcp.SendBufferUsed > 9653);
        script.AckWith(4 * 1448);
        Assert.True(script.Events.HasFlag(TcpEvents.Writable));
        Assert.Equal(4 * 1448, script.Tcp.WriteSpace);
    }

    [Fact]
    public void A_tuned_send_buffer_follows_the_congestion_window()
    {
        var pair = new TcpPair { Checks = false, ClientToWrite = long.MaxValue / 2, NanosecondsPerOctet = 10 };
        pair.Connect();
        var before = pair.Client.SendBufferLimit;
        pair.RunFor(Duration.FromMilliseconds(400));
        Assert.True(pair.Client.SendBufferLimit > 4 * before);
        Assert.True(pair.Client.SendBufferLimit <= 4 << 20);
        Assert.True(pair.Client.SendBufferUsed <= pair.Client.SendBufferLimit);
    }

    [Fact]
    public void A_second_small_segment_waits_for_the_first_to_be_acknowledged()
    {
        var script = SegmentScript.In(TcpState.Established);
        Assert.Single(script.Write(100));
        Assert.Empty(script.Write(100, 100));
        Assert.Equal(100, Assert.Single(script.AckAll()).PayloadLength);

        // Minshall: only a small segment outstanding holds another back.
        script.AckAll();
        Assert.Equal(2, script.Write(1448 + 100, 200).Count);

        var eager = SegmentScript.In(TcpState.Established, TcpPair.Reno with { NoDelay = true });
        Assert.Single(eager.Write(100));
        Assert.Single(eager.Write(100, 100));
    }

    private static TcpSettings Wide => TcpPair.Reno with { SendBufferAutoTuning = false };

    private static TcpPair Bulk(TcpSettings settings)
    {
        var pair = new TcpPair(settings) { Checks = false, ClientToWrite = 8_000_000, Delay = Duration.FromMilliseconds(40), NanosecondsPerOctet = 20 };
        pair.Connect();
        pair.RunFor(Duration.FromSeconds(20));
        Assert.Equal(8_000_000, pair.ServerRead);
        return pair;
    }

    private static long MostInFlight(TcpPair pair)
    {
        long most = 0;
        uint acked = 1001;
        foreach (var (_, toServer, segment) in pair.Trace.Skip(2))
        {
            if (toServer)
            {
                most = Math.Max(most, segment.Seq + segment.PayloadLength - acked);
            }
            else
            {
                acked = SequenceNumber.Max(acked, segment.Ack);
            }
        }

        return most;
    }
}
