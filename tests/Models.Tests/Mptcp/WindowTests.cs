using Mpsim.Models.Hosts;
using Mpsim.Models.Tcp;

namespace Mpsim.Models.Tests.Mptcp;

public sealed class WindowTests
{
    private const int Buffer = 60_000;

    private static readonly PathSpec[] TwoPaths = [new(10, 10), new(10, 25)];

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Receiver_that_does_not_read_stops_the_sender_at_its_buffer(bool fallback)
    {
        var pair = Pair(fallback);
        var (ue, server) = pair.Connect(0, 1_000_000, ofUe: p => p.Reads = false);
        pair.RunUntil(5);
        Assert.InRange(ue.Socket!.Readable, Buffer - 3_000, Buffer);
        var before = pair.Tap.Trace.Count;
        pair.RunUntil(30);
        Assert.InRange(pair.Tap.Trace.Count - before, 1, 40);
        pair.At(30.5, () =>
        {
            ue.Reads = true;
            ue.ReadSome(long.MaxValue);
        });
        pair.RunUntil(34);
        Assert.Equal(1_000_000, ue.Read);
        pair.Drain();
        Assert.True(ue.Closed && server.Closed);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Window_update_lost_is_found_by_a_probe(bool fallback)
    {
        var pair = Pair(fallback);
        var (ue, server) = pair.Connect(0, 1_000_000, ofUe: p => p.Reads = false);
        pair.RunUntil(5);
        var lose = true;
        pair.Tap.Filter = p => !(lose && p.IsToServer());
        pair.At(5.1, () =>
        {
            ue.Reads = true;
            ue.ReadSome(long.MaxValue);
        });
        pair.At(5.2, () => lose = false);
        pair.RunUntil(20);
        Assert.Equal(1_000_000, ue.Read);
        pair.Drain();
        Assert.True(server.Closed);
    }

    [Theory]
    [InlineData(500)]
    [InlineData(7_000)]
    public void Slow_reader_gets_everything_and_its_buffer_is_never_exceeded(int step)
    {
        var pair = Pair(false);
        var (ue, server) = pair.Connect(0, 200_000, ofUe: p => p.Reads = false);
        var most = 0L;
        for (var i = 0; i < 450; i++)
        {
            pair.At(0.1 + (i * 0.05), () =>
            {
                most = Math.Max(most, ue.Connection.Readable + ue.Connection.OutOfOrder);
                ue.ReadSome(step);
            });
        }

        pair.RunUntil(23);
        if (step > 500)
        {
            Assert.Equal(200_000, ue.Read);
        }

        // The window field counts in units of 128 octets, rounded up.
        Assert.InRange(most, Buffer / 2, Buffer + 127);
        ue.Reads = true;
        ue.ReadSome(long.MaxValue);
        pair.Drain();
        Assert.True(ue.Closed && server.Closed);
    }

    [Fact]
    public void Data_that_wait_for_a_slow_path_count_against_the_window_of_the_connection()
    {
        var pair = new MptcpPair([new(1, 200), new(100, 2)], Settings(MptcpPair.Mptcp(2)), Settings(MptcpPair.Mptcp(0)));
        var (ue, _) = pair.Connect(0, 3_000_000);
        var most = 0L;
        for (var i = 0; i < 1000; i++)
        {
            pair.At(i * 0.01, () => most = Math.Max(most, ue.Socket is null ? 0 : ue.Connection.Readable + ue.Connection.OutOfOrder));
        }

        pair.RunUntil(60);
        Assert.InRange(most, Buffer / 4, Buffer + 127);
        Assert.Equal(3_000_000, ue.Read);
    }

    private static MptcpPair Pair(bool fallback) =>
        new(TwoPaths, Settings(MptcpPair.Mptcp(2)), Settings(fallback ? MptcpPair.Plain : MptcpPair.Mptcp(0)));

    private static HostSettings Settings(HostSettings basis) =>
        basis with { Tcp = TcpSettings.Default with { ReceiveBufferLimit = Buffer, ReceiveBufferAutoTuning = false } };
}
