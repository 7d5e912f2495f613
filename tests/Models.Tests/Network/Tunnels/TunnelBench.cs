using Mpsim.Models.Kernel;
using Mpsim.Models.Network;
using Mpsim.Models.Network.Tunnels;
using Mpsim.Models.Probes;
using Mpsim.Models.Units;
using Mpsim.Models.Wire;
using Mpsim.Models.Wire.Tcp;

namespace Mpsim.Models.Tests.Network.Tunnels;

/// <summary>left – entry – middle – far – right, with a tunnel between entry and far for what goes between 10.0.0.1 at the left and 10.9.0.1 at the right.</summary>
internal sealed class TunnelBench
{
    public static readonly IpAddress Left = IpAddress.Of(10, 0, 0, 1);
    public static readonly IpAddress Right = IpAddress.Of(10, 9, 0, 1);

    private readonly Recorder _left;
    private readonly Recorder _right;

    public TunnelBench(Oversize oversize = Oversize.Drop, bool ipv6 = false, int mtu = 1500)
    {
        _left = new Recorder("left", Pool);
        _right = new Recorder("right", Pool);
        var (entry, far) = (new Router("entry", Pool), new Router("far", Pool));
        Middle = new Watcher(Pool);
        var (one, two) = (AddressOf(1, ipv6), AddressOf(2, ipv6));
        entry.AddInterface("m", one);
        far.AddInterface("m", two);
        (Entry, Far) = TunnelEnd.Connect(entry, far, Scheduler, new TunnelSettings { Name = "tunnel", Local = one, Remote = two, Mtu = mtu, Oversize = oversize }, EventSink.None);
        entry.Tunnels!.LeadFrom(Left, 32, Entry);
        entry.Tunnels.LeadTo(Left, 32, Entry);
        Entry.IsWayBack = true;
        far.Tunnels!.Route(Left, 32, Far);

        var l = _left.AddInterface("l", Left);
        var el = entry.AddInterface("l", IpAddress.Of(10, 0, 0, 2));
        var me = Middle.AddInterface("e", AddressOf(3, ipv6));
        var mf = Middle.AddInterface("f", AddressOf(4, ipv6));
        var r = _right.AddInterface("r", Right);
        var fr = far.AddInterface("r", IpAddress.Of(10, 9, 0, 2));
        Connect(l, el);
        Connect(entry.FindInterface("m")!, me);
        Connect(mf, far.FindInterface("m")!);
        Connect(fr, r);
        _left.Routing.Main.AddDefault(l);
        _right.Routing.Main.AddDefault(r);
        entry.Routing.Main.Add(Left, 32, el);
        entry.Routing.Main.AddDefault(entry.FindInterface("m")!);
        far.Routing.Main.Add(Right, 32, fr);
        far.Routing.Main.AddDefault(far.FindInterface("m")!);
        Middle.Routing.Main.Add(two, two.Width, mf);
        Middle.Routing.Main.Add(Right, 32, mf);
        Middle.Routing.Main.AddDefault(me);
    }

    public Scheduler Scheduler { get; } = new();

    public PacketPool Pool { get; } = new();

    public Watcher Middle { get; }

    public TunnelEnd Entry { get; }

    public TunnelEnd Far { get; }

    public IReadOnlyList<(int Length, int Payload, byte TimeToLive, EcnCodepoint Ecn, ushort? Mss)> AtRight => _right.Arrived;

    public IReadOnlyList<(int Length, int Payload, byte TimeToLive, EcnCodepoint Ecn, ushort? Mss)> AtLeft => _left.Arrived;

    /// <summary>Sends a packet from one end to the other.</summary>
    /// <param name="length">Octets of the whole packet, with an IPv4 and a TCP header of 20 octets each.</param>
    /// <param name="fromLeft">From the left.</param>
    /// <param name="mss">A SYN that announces a segment size; null for data.</param>
    public TunnelBench Send(int length, bool fromLeft = true, ushort? mss = null)
    {
        var packet = Pool.Rent();
        packet.Source = new Endpoint(fromLeft ? Left : Right, 1000);
        packet.Destination = new Endpoint(fromLeft ? Right : Left, 2000);
        packet.Ecn = EcnCodepoint.Ect0;
        packet.Segment.Flags = mss is null ? TcpFlags.Ack : TcpFlags.Syn;
        packet.Segment.Options = mss is null ? null : new SegmentOptions { MaximumSegmentSize = mss };
        packet.Segment.PayloadLength = (ushort)(mss is null ? length - Segment.HeaderLength : 0);
        packet.Measure();
        (fromLeft ? _left : _right).Originate(packet);
        return this;
    }

    public TunnelBench Run(double seconds = 1)
    {
        Scheduler.Run(Scheduler.Now + Duration.FromSeconds(seconds));
        return this;
    }

    private static IpAddress AddressOf(byte host, bool ipv6) => ipv6 ? new IpAddress(0x2001_0DB8_0000_0000, host) : IpAddress.Of(172, 16, 0, host);

    private void Connect(Interface a, Interface b)
    {
        var settings = new LinkSettings { Rate = RateSchedule.Constant(DataRate.FromMegabitsPerSecond(1000)), Delay = DelaySchedule.Constant(Duration.FromMilliseconds(1)) };
        a.Egress = new Link(Scheduler, Pool, $"{a}", settings, b);
        b.Egress = new Link(Scheduler, Pool, $"{b}", settings, a);
    }

    /// <summary>Between the ends of the tunnel: sees what is in it.</summary>
    internal sealed class Watcher(PacketPool pool) : Node("middle", pool)
    {
        public List<(int Length, TunnelHeader? Outer, PacketFragment Fragment, byte TimeToLive)> Seen { get; } = [];

        /// <summary>May change a packet; false drops it.</summary>
        public Func<Packet, bool> Filter { get; set; } = _ => true;

        public override void Receive(Packet packet, Interface arrivedOn)
        {
            Seen.Add((packet.WireLength, packet.Outer, packet.Fragment, packet.TimeToLive));
            if (Filter(packet))
            {
                Relay(packet);
            }
            else
            {
                Pool.Return(packet);
            }
        }
    }

    private sealed class Recorder(string name, PacketPool pool) : Node(name, pool)
    {
        public List<(int Length, int Payload, byte TimeToLive, EcnCodepoint Ecn, ushort? Mss)> Arrived { get; } = [];

        public void Originate(Packet packet) => Forward(packet);

        public override void Receive(Packet packet, Interface arrivedOn)
        {
            Assert.Null(packet.Outer);
            Arrived.Add((packet.WireLength, packet.Segment.PayloadLength, packet.TimeToLive, packet.Ecn, packet.Segment.Options?.MaximumSegmentSize));
            Pool.Return(packet);
        }
    }
}
