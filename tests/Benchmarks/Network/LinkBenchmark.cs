using BenchmarkDotNet.Attributes;
using Mpsim.Models.Kernel;
using Mpsim.Models.Network;
using Mpsim.Models.Network.Loss;
using Mpsim.Models.Units;
using Mpsim.Models.Wire;

namespace Mpsim.Benchmarks.Network;

/// <summary>Packets that circulate over one link, so that the event queue costs next to nothing; time is per hop.</summary>
[MemoryDiagnoser]
public class LinkBenchmark
{
    private const int Hops = 100_000;
    private const int Packets = 64;
    private const int PacketBytes = 1500;

    private Loop _constant = null!;
    private Loop _trace = null!;
    private Loop _loss = null!;

    [GlobalSetup]
    public void Build()
    {
        var random = new RandomStreams(1, 0).Create("loss");
        var rate = RateSchedule.Constant(new DataRate(1_000_000_000));
        var settings = new LinkSettings { Rate = rate, Delay = DelaySchedule.Constant(Duration.FromMilliseconds(0.1)), Queue = QueueLimit.OfPackets(Packets) };
        _constant = new Loop(settings);

        // 83 opportunities in a millisecond are 996 Mbit/s.
        var opportunities = Enumerable.Range(0, 83 * 100).Select(i => (i / 83) + 1).ToArray();
        _trace = new Loop(settings with { Rate = RateSchedule.Opportunities(opportunities) });
        _loss = new Loop(settings with { Loss = new BernoulliLoss(new Probability(0.01), random) });
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = Hops)]
    public long ConstantRate() => _constant.Run();

    [Benchmark(OperationsPerInvoke = Hops)]
    public long Trace() => _trace.Run();

    [Benchmark(OperationsPerInvoke = Hops)]
    public long RandomLoss() => _loss.Run();

    private sealed class Loop
    {
        private readonly Scheduler _scheduler = new();
        private readonly PacketPool _pool = new();
        private readonly Turn _turn;
        private readonly Link _link;

        public Loop(LinkSettings settings)
        {
            _turn = new Turn(_pool);
            var back = _turn.AddInterface("in", IpAddress.Of(10, 0, 0, 2));
            _link = new Link(_scheduler, _pool, "loop", settings, back);
            _turn.AddInterface("out", IpAddress.Of(10, 0, 0, 1)).Egress = _link;
        }

        public long Run()
        {
            var before = _link.Offered.Packets;
            while (_link.PacketsInside < Packets)
            {
                var packet = _pool.Rent();
                packet.WireLength = PacketBytes;
                _link.Send(packet);
            }

            // A packet of 1,500 bytes takes 12 microseconds.
            _scheduler.Run(_scheduler.Now + new Duration(Hops * 12_000L));
            return _link.Offered.Packets - before;
        }
    }

    /// <summary>Sends back what arrives, and another packet in place of one that was lost.</summary>
    private sealed class Turn(PacketPool pool) : Node("turn", pool)
    {
        public override void Receive(Packet packet, Interface arrivedOn)
        {
            var link = Interfaces[1].Egress!;
            link.Send(packet);
            while (link.PacketsInside < Packets)
            {
                var another = Pool.Rent();
                another.WireLength = PacketBytes;
                link.Send(another);
            }
        }
    }
}
