using Mpsim.Models.Kernel;
using Mpsim.Models.Network;
using Mpsim.Models.Probes;
using Mpsim.Models.Units;
using Mpsim.Models.Wire;

namespace Mpsim.Models.Proxy.Failover;

/// <summary>
/// A proxy that may crash: the place in the network with its links, addresses and routes, and the box that works there at the time, which another
/// may stand by for. Whoever takes over has the same links and addresses, as by VRRP (RFC 9568).
/// </summary>
public sealed partial class ProxySite : Node
{
    private readonly Scheduler _scheduler;
    private readonly StandbySettings _settings;
    private readonly MakeProxy _make;
    private readonly EventSink _log;
    private readonly Kernel.Timer _takeover;
    private readonly Queue<(Packet? Packet, Interface At, bool Up)> _waiting = [];
    private ProxyBox? _active;
    private int _generation;
    private bool _isHandling;

    /// <param name="name">Name of the node.</param>
    /// <param name="scheduler">Scheduler of the run.</param>
    /// <param name="pool">Packets of the run.</param>
    /// <param name="settings">How it is protected.</param>
    /// <param name="make">Makes the proxy of each box.</param>
    /// <param name="log">Log of events.</param>
    public ProxySite(string name, Scheduler scheduler, PacketPool pool, StandbySettings settings, MakeProxy make, EventSink log)
        : base(name, pool)
    {
        _scheduler = scheduler;
        _settings = settings;
        _make = make;
        _log = log;
        _takeover = new Kernel.Timer(scheduler, new TakeoverOf(this));
    }

    /// <summary>Told of the proxy that works from now on, so that it can be observed; relays that it goes on with are announced to the observer by the caller.</summary>
    public Action<ProxyNode>? Activated { get; set; }

    /// <summary>Told of each session that a crash has cost (false) or that the standby goes on with (true), by the UE's end and the server's.</summary>
    public Action<Endpoint, Endpoint, bool>? SessionDecided { get; set; }

    /// <summary>Told of what it costs to have the standby know of a packet: octets on the link to it.</summary>
    public Action<Packet, int>? Replicated { get; set; }

    /// <summary>Told of each packet of the proxy's own that leaves, and how long it has waited for the standby.</summary>
    public Action<Packet, Duration>? Released { get; set; }

    /// <summary>The proxy that works now; null when none does.</summary>
    public ProxyNode? Active => _active?.Proxy;

    /// <summary>The proxy that works now, or did last.</summary>
    public ProxyNode Latest { get; private set; } = null!;

    /// <summary>Proxies that worked before <see cref="Latest"/> and whose state is gone with them; what they counted stands.</summary>
    public IReadOnlyList<ProxyNode> Replaced => _replaced;

    /// <summary>Packets that wait here: for the standby, for their turn, or for the cores of a box.</summary>
    public int PacketsHeld => _held.Count + _waiting.Count(each => each.Packet is not null) + (Active?.PacketsHeld ?? 0) + (_shadow?.Proxy.PacketsHeld ?? 0);

    /// <summary>What has become of the site so far, in words, for the end of the log.</summary>
    public string Totals => $"crashes: {_crashes}, sessions kept: {_kept}, lost: {_lost}, replicated: {_replicatedBytes} B{string.Concat(_replaced.Select(box => "; before a crash: " + box.Totals))}{(Active is { } active ? "; " + active.Totals : "")}";

    protected internal override int LargestPacket => SmallestMtu();

    /// <summary>A bypass still routes, into tunnels and out of them; a place where nothing works does not.</summary>
    internal override bool IsAtWork => _active is not null || _settings.PassesWhileDown;

    /// <summary>Puts the boxes in place; to be done when interfaces, links and routes are complete.</summary>
    public void Begin()
    {
        if (_settings.Kind == StandbyKind.HotStandby)
        {
            BeginReplication();
        }

        _hasSpare = _settings.Kind == StandbyKind.ColdStandby;
        Activate(MakeBox(_generation));
    }

    public override void Receive(Packet packet, Interface arrivedOn)
    {
        if (_active is not null)
        {
            Handle(packet, arrivedOn, false);
        }
        else if (_settings.PassesWhileDown)
        {
            Relay(packet);
        }
        else
        {
            _lostWhileDown.Add(packet.WireLength);
            Pool.Return(packet);
        }
    }

    /// <summary>Packets that came while no box worked.</summary>
    public TrafficCount LostWhileDown => _lostWhileDown;

    private TrafficCount _lostWhileDown;

    protected internal override void OnInterfaceChanged(Interface changed, bool up)
    {
        if (_active is not null)
        {
            Handle(null, changed, up);
        }
    }

    /// <summary>Hands the active box what has come. What a box's own packet has given rise to at once waits until the box is done with that.</summary>
    private void Handle(Packet? packet, Interface at, bool up)
    {
        _waiting.Enqueue((packet, at, up));
        if (!_isHandling && !_active!.Clock.IsRunning)
        {
            HandleWaiting();
        }
    }

    private void HandleWaiting()
    {
        _isHandling = true;
        while (_waiting.TryDequeue(out var next))
        {
            var box = _active!;
            box.Clock.RunTo(_scheduler.Now);
            Replicate(box, next.Packet, next.At, next.Up);
            if (next.Packet is { } packet)
            {
                box.Proxy.Receive(packet, box.OwnOf(next.At));
            }
            else
            {
                box.OwnOf(next.At).SetUp(next.Up);
            }

            box.IsPassing = false;
        }

        _isHandling = false;
        _active!.Clock.Follow();
    }

    private ProxyBox MakeBox(int generation)
    {
        ProxyBox? box = null;
        var clock = new BoxClock(_scheduler, () => OnRan(box!));
        return box = new ProxyBox(this, clock, _make, generation, _log);
    }

    private void OnRan(ProxyBox box)
    {
        if (box == _active)
        {
            HandleWaiting();
        }
    }

    private void Activate(ProxyBox box)
    {
        box.IsActive = true;
        _active = box;
        Latest = box.Proxy;
        Activated?.Invoke(box.Proxy);
        box.Proxy.RelayStarted += RecordSession;
        box.Clock.Follow();
    }

    private sealed class TakeoverOf(ProxySite site) : ITimerOwner
    {
        public void OnTimer(Kernel.Timer timer, Instant now) => site.TakeOver(now);
    }
}
