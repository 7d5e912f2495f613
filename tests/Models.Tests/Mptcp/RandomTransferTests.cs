using CsCheck;
using Mpsim.Models.Hosts;
using Mpsim.Models.Mptcp;
using Mpsim.Models.Mptcp.Coupling;
using Mpsim.Models.Mptcp.Scheduling;
using Mpsim.Models.Proxy;
using Mpsim.Models.Tcp;
using Mpsim.Models.Tcp.Congestion;

namespace Mpsim.Models.Tests.Mptcp;

/// <summary>Whole transfers over random networks: whatever the paths do, every byte arrives once and in order, and nothing is left over.</summary>
public sealed class RandomTransferTests
{
    private static readonly Gen<PathSpec> Path = Gen.Select(
        Gen.OneOf(Gen.Double[0.3, 3], Gen.Double[3, 50], Gen.Double[50, 300]),
        Gen.Double[0.2, 60],
        Among(3, 10, 30, 100, 1000),
        Gen.OneOf(Gen.Const(0.0), Gen.Const(0.0), Gen.Double[0, 0.03], Gen.Double[0.03, 0.2]),
        Gen.OneOf(Gen.Const(Array.Empty<(double, double)>()), Outages()),
        (rate, delay, queue, loss, outages) => new PathSpec(rate, delay) { Queue = queue, Loss = loss, Outages = outages });

    private static readonly Gen<Case> Cases = Gen.Select(
        Path.Array[1, 3],
        Gen.Select(Size(), Size()),
        Among("direct", "direct", "at once", "after server", "forward"),
        Gen.Select(Among("lowest-rtt", "round-robin", "weighted"), Among("lia", "cubic", "newreno")),
        Gen.Select(Among(0, 8_000, 60_000), Among(0, 8_000, 60_000), Gen.Bool, Gen.Bool, Gen.Bool),
        Gen.ULong,
        (paths, sizes, mode, algorithms, host, seed) => new Case(paths, sizes.Item1, sizes.Item2, mode, algorithms.Item1, algorithms.Item2, host.Item1, host.Item2, host.Item3, host.Item4, host.Item5, seed));

    private static Gen<T> Among<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);

    private static Gen<(double, double)[]> Outages() =>
        Gen.Select(Gen.Double[0, 4], Gen.Double[0.02, 3]).Array[1, 2].Select(list => list.Select(o => (o.Item1, o.Item1 + o.Item2)).ToArray());

    private static Gen<long> Size() => Gen.OneOf(Gen.Const(0L), Gen.Long[1, 3_000], Gen.Long[3_000, 100_000], Gen.Long[100_000, 600_000]);

    [Fact]
    public void Transfer_over_any_network_completes_and_leaves_nothing() =>
        Cases.Sample(Run, iter: Iterations, threads: 1, print: c => c.ToString());

    private static long Iterations => long.TryParse(Environment.GetEnvironmentVariable("MPSIM_RANDOM_TRANSFERS"), out var count) ? count : 300;

    private static void Run(Case test)
    {
        var ue = Settings(test, MptcpPair.Mptcp(test.Paths.Length), test.UeBuffer);
        var server = Settings(test, MptcpPair.Mptcp(0), test.ServerBuffer) with { SpeaksMptcp = test.ServerSpeaksMptcp };
        var plain = MptcpPair.Plain with { Tcp = Patient };
        var proxy = test.Mode switch
        {
            "direct" => null,
            "forward" => new ProxySettings { Mode = ProxyMode.Forward },
            "at once" => new ProxySettings { RelayBuffer = 10_000, TowardUe = Settings(test, MptcpPair.Mptcp(0), 0), TowardServer = plain },
            _ => new ProxySettings { Accept = ProxyAccept.AfterServer, TowardUe = Settings(test, MptcpPair.Mptcp(0), 0), TowardServer = plain },
        };
        var pair = new MptcpPair(test.Paths, ue, server, proxy, seed: test.Seed);
        pair.Tap.Records = false;
        pair.ServerTap.Records = false;
        var (opener, acceptor) = pair.Connect(test.Up, test.Down, ofUe: p => p.ClosesAfterPeer = test.UeClosesLast && !test.ServerClosesLast, ofServer: p => p.ClosesAfterPeer = test.ServerClosesLast);
        pair.Drain(20_000);
        Assert.Null(opener.Aborted);
        Assert.Null(acceptor.Aborted);
        Assert.Equal(test.Down, opener.Read);
        Assert.Equal(test.Up, acceptor.Read);
        Assert.True(opener.Closed && acceptor.Closed, "not closed");
    }

    /// <summary>With a fifth of all packets lost, seven SYNs can be lost in a row; that is not what is looked for.</summary>
    private static readonly TcpSettings Patient = new() { SynRetries = 20, Retries = 40 };

    private static HostSettings Settings(Case test, HostSettings basis, int buffer) => basis with
    {
        Tcp = buffer == 0
            ? Patient
            : Patient with { ReceiveBufferLimit = buffer, ReceiveBufferAutoTuning = false, SendBufferLimit = buffer, SendBufferAutoTuning = false },
        Mptcp = basis.Mptcp with
        {
            Scheduler = () => PacketSchedulers.Find(test.Scheduler)!.Create(subflow => subflow.Index + 1),
            Congestion = () => CoupledCongestionControls.Find(test.Congestion)!.Create(CongestionOptions.Default),
            LongDataAck = test.Seed % 2 == 0,
        },
    };

    private sealed record Case(
        PathSpec[] Paths, long Up, long Down, string Mode, string Scheduler, string Congestion, int UeBuffer, int ServerBuffer, bool ServerSpeaksMptcp, bool UeClosesLast, bool ServerClosesLast, ulong Seed)
    {
        public override string ToString() =>
            $"{string.Join("; ", Paths.Select(p => $"{p.Megabits} Mbit/s {p.Milliseconds} ms queue {p.Queue} loss {p.Loss} outages {string.Join(' ', p.Outages)}"))}; up {Up} down {Down} {Mode} {Scheduler} {Congestion} "
            + $"buffers {UeBuffer} {ServerBuffer} server mptcp {ServerSpeaksMptcp} closes last: ue {UeClosesLast} server {ServerClosesLast} seed {Seed}";
    }
}
