using Mpsim.Models.Tcp.Congestion;
using Mpsim.Models.Units;

namespace Mpsim.Models.Tests.Tcp.Congestion;

public sealed class HyStartTests
{
    private static readonly Duration Base = Duration.FromMilliseconds(40);

    private uint una = 1;

    [Fact]
    public void A_risen_round_trip_time_ends_slow_start_with_the_ninth_sample_of_the_round()
    {
        var control = new Cubic { Cwnd = 30 };
        var time = Round(control, Instant.FromSeconds(1), Base, spacing: 3, acks: 10);
        Assert.Equal(int.MaxValue, control.Ssthresh);

        // The threshold is an eighth of 40 ms; ACKs 3 ms apart are no train.
        time = Round(control, time, Duration.FromMilliseconds(45.1), spacing: 3, acks: 8);
        Assert.Equal(int.MaxValue, control.Ssthresh);
        Ack(control, time, Duration.FromMilliseconds(45.1), una + 1000);
        Assert.Equal(48, control.Ssthresh);
        Assert.False(control.InSlowStart);
    }

    [Fact]
    public void A_rise_below_the_threshold_does_not_end_slow_start()
    {
        var control = new Cubic { Cwnd = 30 };
        var time = Round(control, Instant.FromSeconds(1), Base, spacing: 3, acks: 10);
        Round(control, time, Duration.FromMilliseconds(45), spacing: 3, acks: 10);
        Assert.Equal(int.MaxValue, control.Ssthresh);
    }

    [Fact]
    public void One_low_sample_in_a_round_outweighs_the_others()
    {
        var control = new Cubic { Cwnd = 30 };
        var time = Round(control, Instant.FromSeconds(1), Base, spacing: 3, acks: 10);
        time = Round(control, time, Base, spacing: 3, acks: 1);
        for (var i = 0; i < 10; i++)
        {
            time += Duration.FromMilliseconds(3);
            Ack(control, time, Base * 2, una + 1000);
        }

        Assert.Equal(int.MaxValue, control.Ssthresh);
    }

    [Fact]
    public void An_ack_train_of_half_a_round_trip_ends_slow_start()
    {
        var control = new Cubic { Cwnd = 30 };
        Round(control, Instant.FromSeconds(1), Base, spacing: 1, acks: 21);
        Assert.Equal(int.MaxValue, control.Ssthresh);

        // (40 ms + 1 ms for the sender's bursts) / 2 = 20.5 ms after the round began.
        Ack(control, Instant.FromSeconds(1) + Duration.FromMilliseconds(21), Base, una + 1000);
        Assert.Equal(control.Cwnd, control.Ssthresh);
    }

    [Fact]
    public void A_gap_of_more_than_two_milliseconds_breaks_the_train()
    {
        var control = new Cubic { Cwnd = 30 };
        var time = Round(control, Instant.FromSeconds(1), Base, spacing: 1, acks: 15);
        time += Duration.FromMilliseconds(2.1);
        for (var i = 0; i < 20; i++)
        {
            time += Duration.FromMilliseconds(1);
            Ack(control, time, Base, una + 1000);
        }

        Assert.Equal(int.MaxValue, control.Ssthresh);
    }

    [Fact]
    public void Below_sixteen_segments_nothing_is_decided()
    {
        var control = new Cubic { Cwnd = 15 };
        var ack = new AckSample { Now = Instant.FromSeconds(1), Rtt = Base, SmoothedRtt = Base, SndUna = 10, SndNxt = 1000 };
        for (var i = 0; i < 100; i++)
        {
            ack.Now += Duration.FromMilliseconds(1);
            control.OnRttSample(ack);
        }

        Assert.Equal(int.MaxValue, control.Ssthresh);
    }

    [Fact]
    public void Switched_off_it_does_nothing()
    {
        var control = new Cubic(hyStart: false) { Cwnd = 30 };
        Round(control, Instant.FromSeconds(1), Base, spacing: 1, acks: 60);
        Round(control, Instant.FromSeconds(2), Base * 3, spacing: 1, acks: 60);
        Assert.Equal(int.MaxValue, control.Ssthresh);
    }

    [Fact]
    public void After_a_timeout_it_searches_again()
    {
        var control = new Cubic { Cwnd = 30 };
        Round(control, Instant.FromSeconds(1), Base, spacing: 1, acks: 25);
        Assert.False(control.InSlowStart);

        var time = Instant.FromSeconds(3);
        control.SsthreshAfterLoss(time);
        control.OnTimeout(time);
        control.Ssthresh = 1000;
        control.Cwnd = 100;
        Round(control, time + Base, Base, spacing: 3, acks: 10);
        Round(control, time + (Base * 3), Base, spacing: 1, acks: 25);
        Assert.False(control.InSlowStart);
        Assert.InRange(control.Cwnd, 100, 200);
    }

    private static void Ack(Cubic control, Instant now, Duration rtt, uint sndNxt, uint una)
    {
        var ack = new AckSample
        {
            Now = now,
            Rtt = rtt,
            SmoothedRtt = rtt,
            MinRtt = Base,
            AckedSegments = 1,
            PriorInFlight = control.Cwnd,
            SndUna = una,
            SndNxt = sndNxt,
            CwndLimited = true,
        };
        control.OnRttSample(ack);
        control.OnAck(ack);
    }

    private void Ack(Cubic control, Instant now, Duration rtt, uint sndNxt) => Ack(control, now, rtt, sndNxt, una);

    /// <summary>A round of ACKs, the first of which passes the former round's SND.NXT.</summary>
    private Instant Round(Cubic control, Instant time, Duration rtt, double spacing, int acks)
    {
        una += 1001;
        for (var i = 0; i < acks; i++)
        {
            Ack(control, time, rtt, una + 1000);
            time += Duration.FromMilliseconds(spacing);
        }

        return time;
    }
}
