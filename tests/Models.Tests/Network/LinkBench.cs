using Mpsim.Models.Kernel;
using Mpsim.Models.Network;
using Mpsim.Models.Network.Loss;
using Mpsim.Models.Units;
using Mpsim.Models.Wire;

namespace Mpsim.Models.Tests.Network;

/// <summary>One link under test: packets go in at given times, and what comes out is written down.</summary>
internal sealed class LinkBench
{
    private readonly Sink _sink;

    public LinkBench(LinkSettings settings)
    {
        _sink = new Sink(this);
        Link = new Link(Scheduler, Pool, "test", settings, _sink.AddInterface("in", IpAddress.Of(10, 0, 0, 2)));
    }

    public Scheduler Scheduler { get; } = new();

    public PacketPool Pool { get; } = new();

    public Link Link { get; }

    /// <summary>Time and octets of each packet delivered.</summary>
    public List<(long At, int Bytes)> Deliveries { get; } = [];

    public IEnumerable<long> Times => Deliveries.Select(delivery => delivery.At);

    public static LinkSettings Settings(
        RateSchedule? rate = null, long delay = 0, QueueLimit? queue = null, LossModel? loss = null, OutageSchedule? outages = null) => new()
        {
            Rate = rate ?? RateSchedule.Constant(new DataRate(8_000_000)),
            Delay = DelaySchedule.Constant(new Duration(delay)),
            Queue = queue ?? QueueLimit.Unlimited,
            Loss = loss,
            Outages = outages ?? OutageSchedule.None,
        };

    public LinkBench At(long time, params int[] sizes)
    {
        if (time > Scheduler.Now.Nanoseconds)
        {
            Scheduler.Run(new Instant(time));
        }

        foreach (var bytes in sizes)
        {
            var packet = Pool.Rent();
            packet.WireLength = bytes;
            Link.Send(packet);
        }

        return this;
    }

    public LinkBench Drain()
    {
        Scheduler.Run(Instant.Never);
        Assert.Equal(0, Pool.Outstanding);
        return this;
    }

    private sealed class Sink(LinkBench bench) : Node("sink", bench.Pool)
    {
        public override void Receive(Packet packet, Interface arrivedOn)
        {
            bench.Deliveries.Add((bench.Scheduler.Now.Nanoseconds, packet.WireLength));
            Pool.Return(packet);
        }
    }
}
