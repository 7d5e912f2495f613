using Mpsim.Models.Kernel;
using Mpsim.Models.Network;
using Mpsim.Models.Probes;
using Mpsim.Models.Units;
using Mpsim.Models.Wire;

namespace Mpsim.Models.Proxy.Load;

/// <summary>
/// One core of a proxy: packets wait in order, and each takes its time before it is handled. There is one event, for the end of the work at hand. What a
/// packet turns out to take beside what could be told of it before, such as the packets that it makes a connection send, keeps the core busy afterwards.
/// </summary>
internal sealed class ProxyCore : EventTarget
{
    private const int InitialRing = 16;

    private readonly ProxyProcessor _processor;
    private readonly int _limit;
    private Waiting[] _ring = new Waiting[InitialRing];
    private uint _head;
    private uint _tail;
    private bool _isWorking;
    private long _freeAt;

    public ProxyCore(Scheduler scheduler, ProxyProcessor processor, int limit)
        : base(scheduler)
    {
        _processor = processor;
        _limit = limit;
    }

    /// <summary>Packets inside, the one at work included.</summary>
    public int Count => (int)(_tail - _head);

    /// <summary>Most packets that were inside at once.</summary>
    public int Peak { get; private set; }

    /// <summary>What was foretold of the packet at work, beside its passing or arriving.</summary>
    public ProxyWork Foretold { get; set; }

    /// <summary>Takes a packet.</summary>
    /// <returns>False when there is no room; the packet is still the caller's then.</returns>
    public bool TryTake(Packet packet, Interface arrivedOn)
    {
        if (Count > _limit)
        {
            return false;
        }

        if (Count == _ring.Length)
        {
            Grow();
        }

        _ring[_tail++ & (_ring.Length - 1)] = new Waiting { Packet = packet, ArrivedOn = arrivedOn, At = Scheduler.Now };
        Peak = Math.Max(Peak, Count);
        if (!_isWorking)
        {
            Begin(Scheduler.Now);
        }

        return true;
    }

    /// <summary>Takes the next packet off without any work; null when there is none.</summary>
    public Packet? TryDrop() => Count == 0 ? null : _ring[_head++ & (_ring.Length - 1)].Packet;

    /// <summary>The core has more to do, which delays what waits.</summary>
    public void Owe(long nanoseconds) => _freeAt = Math.Max(_freeAt, Scheduler.Now.Nanoseconds) + nanoseconds;

    public override string ToString() => $"core of {_processor}";

    protected internal override void OnWakeup(Instant now)
    {
        if (Count == 0)
        {
            throw new InvariantViolation(now, ToString(), "work ends that has not begun");
        }

        ref var first = ref _ring[_head++ & (_ring.Length - 1)];
        var (packet, arrivedOn, waited) = (first.Packet, first.ArrivedOn, now - first.At);
        first = default;
        _processor.Handle(this, packet, arrivedOn, waited);
        _isWorking = false;
        if (Count > 0)
        {
            Begin(now);
        }
    }

    private void Begin(Instant now)
    {
        _isWorking = true;
        ref readonly var first = ref _ring[_head & (_ring.Length - 1)];
        _freeAt = Math.Max(_freeAt, now.Nanoseconds) + _processor.Begin(this, first.Packet, now);
        Scheduler.Schedule(this, new Instant(_freeAt));
    }

    private void Grow()
    {
        var larger = new Waiting[_ring.Length * 2];
        for (var i = _head; i != _tail; i++)
        {
            larger[i & (uint)(larger.Length - 1)] = _ring[i & (_ring.Length - 1)];
        }

        _ring = larger;
    }

    private struct Waiting
    {
        public Packet Packet;
        public Interface ArrivedOn;
        public Instant At;
    }
}
