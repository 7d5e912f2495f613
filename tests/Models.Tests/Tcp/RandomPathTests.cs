using CsCheck;
using Mpsim.Models.Tcp;
using Mpsim.Models.Units;
using Mpsim.Models.Wire.Tcp;

namespace Mpsim.Models.Tests.Tcp;

/// <summary>Whatever a path does to segments, every octet arrives and both ends close; every count agrees after every step.</summary>
public sealed class RandomPathTests
{
    private static readonly Gen<(Path Path, Ends Ends)> Cases = Gen.Select(
        Gen.Select(Gen.Int[0, 20], Gen.Int[0, 20], Gen.Int[0, 30], Gen.Int[0, 10], Gen.Int[1, 150], Gen.Int, (loss, ackLoss, late, doubled, delay, seed) => new Path(loss, ackLoss, late, doubled, delay, seed)),
        Gen.Select(Gen.Int[0, 300_000], Gen.Int[0, 300_000], Gen.Bool, Gen.Bool, Gen.Bool, Gen.Int[500, 200_000], (up, down, sack, timestamps, noDelay, buffer) => new Ends(up, down, sack, timestamps, noDelay, buffer)));

    [Fact]
    public void Loss_reordering_and_duplication_delay_but_never_harm() => Cases.Try(c => Transfer(c.Path, c.Ends, TcpFlags.None), 200);

    [Fact]
    public void The_fast_path_does_what_the_full_path_does() =>
        Cases.Try(
            c =>
            {
                // URG is ignored but keeps a segment off the fast path.
                var fast = Transfer(c.Path, c.Ends, TcpFlags.None);
                var full = Transfer(c.Path, c.Ends, TcpFlags.Urg);
                Assert.Equal(fast.Count, full.Count);
                for (var i = 0; i < fast.Count; i++)
                {
                    Assert.Equal(fast[i], full[i]);
                }
            },
            150);

    /// <summary>A receiver that counts memory may close its window, drop what it has no memory for, and grow; nothing is lost by it.</summary>
    [Fact]
    public void Account_of_memory_delays_but_never_harms() =>
        Cases.Try(
            c =>
            {
                var memory = new ReceiveMemorySettings(Math.Max(4608, c.Ends.Buffer), 1 << 20, IsFixed: c.Ends.Buffer % 2 == 0, MayShrink: c.Ends.Buffer % 3 == 0, MergedSegment: 0);
                Transfer(c.Path, c.Ends, TcpFlags.None, settings => settings with { ReceiveMemory = memory });
            },
            150);

    /// <summary>Segments become smaller after timeouts and larger by probes, which losses of all kinds meet.</summary>
    [Fact]
    public void Search_for_the_path_mtu_never_harms() =>
        Cases.Try(c => Transfer(c.Path, c.Ends, TcpFlags.None, settings => settings with { MtuProbing = new MtuProbingSettings(FromStart: true, 300), InitialWindow = 20 }), 150);

    private static List<string> Transfer(Path path, Ends ends, TcpFlags mark, Func<TcpSettings, TcpSettings>? change = null)
    {
        var chance = new Random(path.Seed);
        var settings = TcpPair.Reno with { Sack = ends.Sack, Timestamps = ends.Timestamps, NoDelay = ends.NoDelay, ReceiveBufferLimit = ends.Buffer, ReceiveBufferAutoTuning = false };
        settings = change?.Invoke(settings) ?? settings;
        TcpPair? pair = null;
        pair = new TcpPair(settings)
        {
            ClientToWrite = ends.Up,
            ServerToWrite = ends.Down,
            CloseClientWhenWritten = true,
            CloseServerWhenWritten = true,
            NanosecondsPerOctet = 400,
            Delay = Duration.FromMilliseconds(path.Delay),
            Change = (_, segment) => segment with { Flags = segment.Flags | mark },
            Filter = (toServer, segment) =>
            {
                if (chance.Next(100) < path.Doubled)
                {
                    pair!.Inject(toServer, segment with { Flags = segment.Flags | mark }, Duration.FromMilliseconds(path.Delay + chance.Next(40)));
                }

                return chance.Next(100) >= (toServer ? path.Loss : path.AckLoss);
            },
            ExtraDelay = (_, _) => chance.Next(100) < path.Late ? Duration.FromMilliseconds(chance.Next(2 * path.Delay)) : Duration.Zero,
        };
        pair.Connect();
        pair.RunFor(Duration.FromSeconds(100_000));
        if ((pair.ClientEvents | pair.ServerEvents) is var events && (events & TcpEvents.Aborted) == 0)
        {
            Assert.Equal(ends.Up, pair.ServerRead);
            Assert.Equal(ends.Down, pair.ClientRead);
            Assert.True(pair.Client.IsClosed && pair.Server.IsClosed, $"{pair.Client.State} {pair.Server.State}");
        }
        else
        {
            Assert.Fail($"given up: {events}");
        }

        return [.. pair.Trace.Select(t => $"{t.At.Nanoseconds} {t.ToServer} {t.Segment.Seq} {t.Segment.Ack} {t.Segment.Flags} {t.Segment.PayloadLength} {t.Segment.Window} {t.Segment.TsVal} {t.Segment.TsEcr} {t.Segment.SackCount}")];
    }

    private sealed record Path(int Loss, int AckLoss, int Late, int Doubled, int Delay, int Seed);

    private sealed record Ends(int Up, int Down, bool Sack, bool Timestamps, bool NoDelay, int Buffer);
}
