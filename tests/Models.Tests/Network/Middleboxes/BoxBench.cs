using Mpsim.Models.Kernel;
using Mpsim.Models.Network;
using Mpsim.Models.Network.Middleboxes;
using Mpsim.Models.Probes;
using Mpsim.Models.Tests.Mptcp;
using Mpsim.Models.Units;
using Mpsim.Models.Wire;
using Mpsim.Models.Wire.Tcp;

namespace Mpsim.Models.Tests.Network.Middleboxes;

/// <summary>One box under test between two sinks: packets go in at either end, and what comes out is kept.</summary>
internal sealed class BoxBench
{
    private readonly Sink _below;
    private readonly Sink _above;
    private readonly EventLog _events = new();

    public BoxBench(Middlebox box)
    {
        _below = new Sink("below", Pool);
        _above = new Sink("above", Pool);
        var lower = _below.AddInterface("up", IpAddress.Of(10, 0, 0, 1));
        var upper = _above.AddInterface("down", IpAddress.Of(10, 0, 0, 2));
        Chain = new MiddleboxChain(upper, [box], Heading.Up, new MiddleboxSite("bench", Scheduler, Pool, _events, AlterationSink.None));
        lower.Egress = new Link(Scheduler, Pool, "up", LinkBench.Settings(), upper);
        upper.Egress = new Link(Scheduler, Pool, "down", LinkBench.Settings(), lower);
    }

    public Scheduler Scheduler { get; } = new();

    public PacketPool Pool { get; } = new();

    public MiddleboxChain Chain { get; }

    public IEnumerable<string> EventKinds => _events.All.Select(entry => entry.Kind);

    /// <summary>What came out above last, and was not there before the last packet went in.</summary>
    public Seen? LastUp => _above.Last;

    public Seen? LastDown => _below.Last;

    /// <summary>All packets that came out above.</summary>
    public List<Seen> Above => _above.All;

    public BoxBench At(double seconds)
    {
        Scheduler.Run(Instant.FromSeconds(seconds));
        return this;
    }

    /// <summary>Sends a packet up.</summary>
    /// <returns>What came out above of it, or null.</returns>
    public Seen? Up(Endpoint source, Endpoint destination, TcpFlags flags, Action<Packet>? change = null)
    {
        Send(_below, source, destination, flags, change);
        return LastUp;
    }

    public Seen? Down(Endpoint source, Endpoint destination, TcpFlags flags, Action<Packet>? change = null)
    {
        Send(_above, source, destination, flags, change);
        return LastDown;
    }

    private void Send(Sink from, Endpoint source, Endpoint destination, TcpFlags flags, Action<Packet>? change)
    {
        _below.Last = null;
        _above.Last = null;
        var packet = Pool.Rent();
        packet.Source = source;
        packet.Destination = destination;
        packet.Segment.Flags = flags;
        change?.Invoke(packet);
        packet.Measure();
        from.Interfaces[0].Send(packet);
        Scheduler.Run(Scheduler.Now + Duration.FromMilliseconds(5));
    }

    /// <summary>A packet that came out.</summary>
    public readonly record struct Seen(Endpoint Source, Endpoint Destination, Segment Segment, int WireLength, byte TimeToLive);

    private sealed class Sink(string name, PacketPool pool) : Node(name, pool)
    {
        public Seen? Last { get; set; }

        public List<Seen> All { get; } = [];

        public override void Receive(Packet packet, Interface arrivedOn)
        {
            Last = new Seen(packet.Source, packet.Destination, packet.Segment, packet.WireLength, packet.TimeToLive);
            All.Add(Last.Value);
            Pool.Return(packet);
        }
    }
}
