using Mpsim.Models.Tcp;
using Mpsim.Models.Tcp.Congestion;
using Mpsim.Models.Units;

namespace Mpsim.Models.Tests.Tcp.Congestion;

/// <summary>BBR over a wire of 10 Mbit/s and a round trip of 40 ms, whose queue has no end.</summary>
public sealed class BbrTests
{
    private const long NanosecondsPerOctet = 800;

    private static TcpSettings Settings => new() { CongestionControl = () => new Bbr() };

    [Fact]
    public void Estimates_are_the_rate_and_the_round_trip_of_the_path()
    {
        var bbr = (Bbr)Transfer(Settings, Duration.FromSeconds(5)).Client.Congestion;

        // 1,500 octets at 10 Mbit/s.
        Assert.InRange(bbr.BottleneckRate, 0.95 * 833.3, 1.05 * 833.3);
        Assert.InRange(bbr.PropagationTime.Milliseconds, 40, 45);
    }

    [Fact]
    public void Path_is_full_and_its_queue_short()
    {
        var pair = Transfer(Settings, Duration.FromSeconds(8));

        Assert.InRange(pair.ServerRead * 8 / 8.0, 0.9 * 9.65e6, 9.7e6);
        Assert.InRange(pair.Client.Rtt.SmoothedRtt.Milliseconds, 40, 60);
    }

    [Fact]
    public void Losses_do_not_slow_it_down()
    {
        var bbr = Lossy(Settings);
        var cubic = Lossy(new TcpSettings());

        Assert.InRange(bbr.ServerRead * 8 / 10.0, 0.85 * 9.65e6, 9.7e6);
        Assert.True(cubic.ServerRead < 0.6 * bbr.ServerRead, $"BBR {bbr.ServerRead}, CUBIC {cubic.ServerRead}");
    }

    [Fact]
    public void Round_trip_is_probed_with_four_segments_every_ten_seconds()
    {
        var pair = Pair(Settings);
        var least = int.MaxValue;
        pair.RunFor(Duration.FromSeconds(5));
        for (var i = 0; i < 800; i++)
        {
            pair.RunFor(Duration.FromMilliseconds(10));
            least = Math.Min(least, pair.Client.Congestion.Cwnd);
        }

        Assert.Equal(4, least);
        pair.RunFor(Duration.FromSeconds(1));
        Assert.True(pair.Client.Congestion.Cwnd > 30);
    }

    [Fact]
    public void Sender_with_little_to_say_keeps_its_estimate()
    {
        var pair = Pair(Settings);
        pair.ClientToWrite = 3_000_000;
        pair.RunFor(Duration.FromSeconds(4));
        var bbr = (Bbr)pair.Client.Congestion;
        var before = bbr.BottleneckRate;
        Assert.Equal(3_000_000, pair.ServerRead);

        // Now a segment every 100 ms: 10 a second.
        for (var i = 0; i < 40; i++)
        {
            pair.ClientToWrite += 1000;
            pair.RunFor(Duration.FromMilliseconds(100));
        }

        Assert.InRange(bbr.BottleneckRate, 0.5 * before, 1.1 * before);
    }

    [Fact]
    public void Largest_of_the_last_rounds_is_kept_and_forgotten()
    {
        var maximum = new WindowedMaximum();
        for (var round = 0; round < 10; round++)
        {
            maximum.Add(round == 2 ? 100 : 10 + round, round, 10);
            Assert.Equal(round switch { 0 => 10, 1 => 11, _ => 100 }, maximum.Value);
        }

        for (var round = 10; round < 14; round++)
        {
            maximum.Add(5, round, 10);
        }

        Assert.InRange(maximum.Value, 5, 19);
    }

    private static TcpPair Lossy(TcpSettings settings)
    {
        var count = 0;
        var pair = Pair(settings);

        // A prime, so that losses do not keep step with the phases of the algorithm.
        pair.Filter = (toServer, segment) => !toServer || segment.PayloadLength == 0 || ++count % 47 != 0;
        pair.RunFor(Duration.FromSeconds(10));
        return pair;
    }

    private static TcpPair Transfer(TcpSettings settings, Duration time)
    {
        var pair = Pair(settings);
        pair.RunFor(time);
        return pair;
    }

    private static TcpPair Pair(TcpSettings settings)
    {
        var pair = new TcpPair(settings) { NanosecondsPerOctet = NanosecondsPerOctet, Delay = Duration.FromMilliseconds(20), Checks = false };
        pair.Connect();
        pair.ClientToWrite = 1_000_000_000;
        return pair;
    }
}
