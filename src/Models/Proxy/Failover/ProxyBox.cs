using System.Runtime.InteropServices;
using Mpsim.Models.Network;
using Mpsim.Models.Network.Tunnels;
using Mpsim.Models.Probes;
using Mpsim.Models.Units;
using Mpsim.Models.Wire;
using Mpsim.Models.Wire.Codec;
using Mpsim.Models.Wire.Tcp;

namespace Mpsim.Models.Proxy.Failover;

/// <summary>One of the machines of a <see cref="ProxySite"/>: a proxy with a time of its own, and with the site's addresses and routes.</summary>
internal sealed class ProxyBox
{
    private readonly ProxySite _site;
    private readonly Dictionary<Interface, Interface> _own = [];
    private readonly BoxLog _log;
    private ulong _outputHash = 14695981039346656037;

    /// <param name="site">Where it stands; its interfaces and routes are complete.</param>
    /// <param name="clock">Its time.</param>
    /// <param name="make">Makes the proxy.</param>
    /// <param name="generation">See <see cref="MakeProxy"/>.</param>
    /// <param name="log">Log of the run.</param>
    public ProxyBox(ProxySite site, BoxClock clock, MakeProxy make, int generation, EventSink log)
    {
        _site = site;
        Clock = clock;
        _log = new BoxLog(log);
        clock.RunTo(clock.Scheduler.Now);
        Proxy = make(clock.Inner, generation, _log);
        foreach (var outer in site.Interfaces)
        {
            AddInterface(outer);
        }

        for (var i = 0; i < site.Tunnels?.Ends.Count; i++)
        {
            AddFace(site.Tunnels.Ends[i]);
        }

        Proxy.Routing.CopyFrom(site.Routing, OwnOf);
        TakeStateOfInterfaces();
    }

    public BoxClock Clock { get; }

    public ProxyNode Proxy { get; }

    /// <summary>What it sends leaves the site; otherwise it only repeats what another box does.</summary>
    public bool IsActive
    {
        get => _log.IsOpen;
        set => _log.IsOpen = value;
    }

    /// <summary>The packet at hand passes without touching any state: what becomes of it waits for nothing.</summary>
    public bool IsPassing { get; set; }

    /// <summary>Packets that it has sent so far, those that passed not counted, and a hash over them and their times.</summary>
    public (long Count, ulong Hash) Output => (_outputCount, _outputHash);

    private long _outputCount;

    /// <summary>The box's own interface in the place of one of the site.</summary>
    public Interface OwnOf(Interface outer) => _own[outer];

    /// <summary>Brings its interfaces into the state of the site's, some of which it may have missed.</summary>
    public void TakeStateOfInterfaces()
    {
        foreach (var outer in _site.Interfaces)
        {
            _own[outer].SetUp(outer.IsUp);
        }
    }

    private void AddInterface(Interface outer)
    {
        var own = Proxy.AddInterface(outer.Name, outer.Address, outer.PrefixLength, outer.AccessType);
        foreach (var address in outer.Addresses.Skip(1))
        {
            Proxy.AddAddress(own, address);
        }

        // For the size of the packets that it takes; nothing is sent there without the site.
        own.Egress = outer.Egress;
        own.Outlet = new Port(this, outer);
        _own.Add(outer, own);
    }

    /// <summary>The site takes packets out of tunnels and puts them in, as it does with links; for the box a tunnel is one more interface.</summary>
    private void AddFace(TunnelEnd tunnel) =>
        _own.Add(tunnel.Face, new Interface(Proxy, tunnel.Name, tunnel.Face.Address, tunnel) { Outlet = new Port(this, tunnel.Face) });

    private void Send(Packet packet, Interface outer)
    {
        if (!IsPassing)
        {
            Count(packet);
        }

        if (IsActive)
        {
            _site.Send(packet, outer, IsPassing);
        }
        else
        {
            _site.Pool.Return(packet);
        }
    }

    /// <summary>FNV-1a over the headers with all options, so that two boxes can be compared by a number. What octets the payload has is checked where it is read.</summary>
    private void Count(Packet packet)
    {
        _outputCount++;
        ref readonly var segment = ref packet.Segment;
        Hash((ulong)Clock.Inner.Now.Nanoseconds);
        Hash(packet.Source.Digest);
        Hash(packet.Destination.Digest);
        Hash(((ulong)segment.Seq << 32) | (segment.Has(TcpFlags.Ack) ? segment.Ack : 0));
        Hash(((ulong)segment.Flags << 48) | ((ulong)segment.Window << 32) | (uint)segment.PayloadLength);
        Hash(((ulong)packet.WireLength << 32) | ((ulong)packet.Ecn << 16) | ((ulong)packet.Dscp << 8) | packet.TimeToLive);
        Span<byte> options = stackalloc byte[Segment.MaximumOptionsLength];
        options.Clear();
        TcpOptionWriter.Write(segment, options);
        foreach (var octets in MemoryMarshal.Cast<byte, ulong>(options))
        {
            Hash(octets);
        }
    }

    private void Hash(ulong value) => _outputHash = (_outputHash ^ value) * 1099511628211;

    private sealed class Port(ProxyBox box, Interface outer) : PacketOutlet
    {
        public override void Take(Packet packet) => box.Send(packet, outer);
    }
}
