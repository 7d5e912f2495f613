using Mpsim.Models.Tcp;
using Mpsim.Models.Units;
using Mpsim.Models.Wire.Tcp;

namespace Mpsim.Models.Tests.Tcp;

public sealed class TcpConnectionTests
{
    [Fact]
    public void Handshake_takes_one_and_a_half_round_trips_and_agrees_on_options()
    {
        var pair = new TcpPair();
        pair.Connect();
        Assert.Equal(TcpState.Established, pair.Client.State);
        Assert.Equal(TcpState.Established, pair.Server.State);
        Assert.Equal(1448, pair.Client.MaximumSegment);
        Assert.Equal([TcpFlags.Syn, TcpFlags.Ack], pair.Sent(true).Select(s => s.Flags));
        Assert.Equal([TcpFlags.Syn | TcpFlags.Ack], pair.Sent(false).Select(s => s.Flags));
        Assert.Equal(TcpEvents.Connected, pair.ClientEvents);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(1448)]
    [InlineData(100_000)]
    [InlineData(5_000_000)]
    public void Transfer_delivers_every_byte_and_both_ends_close(int size)
    {
        var pair = new TcpPair { ClientToWrite = size, CloseClientWhenWritten = true, CloseServerWhenWritten = true, NanosecondsPerOctet = 100 };
        pair.Connect();
        pair.RunFor(Duration.FromSeconds(20));
        Assert.Equal(size, pair.ServerRead);
        Assert.True(pair.Server.AtEnd);
        Assert.Equal(0, pair.Client.Retransmissions);
        Assert.Contains(TcpState.TimeWait, new[] { pair.Client.State, pair.Server.State });
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public void Random_loss_in_both_directions_is_repaired(int seed)
    {
        var chance = new Random(seed);
        var pair = new TcpPair
        {
            ClientToWrite = 2_000_000,
            ServerToWrite = 500_000,
            CloseClientWhenWritten = true,
            CloseServerWhenWritten = true,
            NanosecondsPerOctet = 200,
            Filter = (_, _) => chance.NextDouble() > 0.03 * seed,
        };
        pair.Connect();
        pair.RunFor(Duration.FromSeconds(600));
        Assert.Equal(2_000_000, pair.ServerRead);
        Assert.Equal(500_000, pair.ClientRead);
        Assert.True(pair.Server.AtEnd && pair.Client.AtEnd);
        Assert.True(pair.Client.Retransmissions > 0);
    }

    [Fact]
    public void One_lost_segment_is_repaired_within_a_round_trip_without_a_timeout()
    {
        var data = 0;
        var pair = new TcpPair { ClientToWrite = 300_000, NanosecondsPerOctet = 100 };
        pair.Filter = (toServer, s) => !(toServer && s.PayloadLength > 0 && ++data == 20);
        pair.Connect();
        pair.RunFor(Duration.FromSeconds(3));
        Assert.Equal(300_000, pair.ServerRead);
        Assert.Equal(1, pair.Client.Retransmissions);
        Assert.Equal(0, pair.Client.Timeouts);
    }

    [Fact]
    public void Zero_window_stops_the_sender_and_probes_find_it_open_again()
    {
        var pair = new TcpPair { ClientToWrite = 1_000_000, ReadAtOnce = false };
        pair.Connect();
        pair.RunFor(Duration.FromSeconds(5));

        // The window in units of the scale may be rounded up, as Linux does, but only by that.
        Assert.InRange(pair.Server.Readable, 65535, 70_000);
        Assert.True(pair.Sent(false).Last().Window == 0);
        var dropped = 0;
        pair.Filter = (toServer, _) => toServer || dropped++ > 3;
        pair.ReadAtOnce = true;
        pair.RunFor(Duration.FromSeconds(60));
        Assert.Equal(1_000_000, pair.ServerRead);
    }
}
