using Mpsim.Models.Kernel;
using Mpsim.Models.Network;
using Mpsim.Models.Units;
using Mpsim.Models.Wire;

namespace Mpsim.Benchmarking;

/// <summary>
/// Kernel, nodes and links as every scenario uses them, and nothing else: 64 links in a ring, 4,096 packets that circulate
/// for ever, no protocol work. The difference to <see cref="BareRing"/> is what counters, nodes, queue limits and checks cost.
/// </summary>
public sealed class RingWorkload
{
    public const int Links = 64;
    public const int Packets = 4096;
    private const int PacketBytes = 1500;

    private readonly List<Link> _links = [];

    public RingWorkload()
    {
        var nodes = Enumerable.Range(0, Links).Select(i => new RingNode($"n{i}", Pool)).ToArray();
        for (var i = 0; i < Links; i++)
        {
            var ingress = nodes[(i + 1) % Links].AddInterface("in", IpAddress.Of(10, 0, (byte)i, 2));
            var egress = nodes[i].AddInterface("out", IpAddress.Of(10, 0, (byte)i, 1));

            // Delays of different length keep the links out of step, as in a real network.
            var settings = new LinkSettings
            {
                Rate = RateSchedule.Constant(new DataRate(1_000_000_000)),
                Delay = DelaySchedule.Constant(new Duration(100_000 + (1_237 * i))),
                Queue = QueueLimit.OfPackets(Packets),
            };
            egress.Egress = new Link(Scheduler, Pool, $"l{i}", settings, ingress);
            nodes[i].Next = egress;
            _links.Add(egress.Egress);
        }

        for (var i = 0; i < Packets; i++)
        {
            var packet = Pool.Rent();
            packet.WireLength = PacketBytes;
            nodes[i % Links].Next!.Send(packet);
        }
    }

    public Scheduler Scheduler { get; } = new();

    public PacketPool Pool { get; } = new();

    /// <summary>Packets delivered by all links so far.</summary>
    public long Hops
    {
        get
        {
            // A loop, because the sum is taken where allocations are counted.
            long sum = 0;
            foreach (var link in _links)
            {
                sum += link.Delivered.Packets;
            }

            return sum;
        }
    }

    /// <summary>Lets the ring run on.</summary>
    /// <param name="hops">About how many packet-hops to execute.</param>
    /// <returns>How many were executed.</returns>
    public long Run(long hops)
    {
        // A busy link of 1 Gbit/s delivers a packet of 1,500 bytes every 12 microseconds.
        var before = Hops;
        Scheduler.Run(Scheduler.Now + new Duration(hops / Links * 12_000));
        return Hops - before;
    }

    private sealed class RingNode(string name, PacketPool pool) : Node(name, pool)
    {
        public Interface? Next { get; set; }

        public override void Receive(Packet packet, Interface arrivedOn) => Next!.Send(packet);
    }
}
