using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Mpsim.Models.Kernel;
using Mpsim.Models.Network.Loss;
using Mpsim.Models.Probes;
using Mpsim.Models.Units;
using Mpsim.Models.Wire;

namespace Mpsim.Models.Network;

/// <summary>
/// One direction of a link: drop-tail queue, transmission at the rate of a schedule, random loss, propagation.
/// Since rate, delay and outages are known ahead, the whole fate of a packet is decided when it arrives, and a hop
/// costs one event: the delivery of the packet at the head of the ring of packets queued and in flight.
/// </summary>
/// <remarks>
/// <see cref="Admit"/> decides whether a packet may queue, <see cref="Transmit"/> what becomes of it from the start of
/// its transmission on. A discipline that picks packets when the transmitter falls idle (CoDel, fair queueing) keeps
/// its own queue, and calls the second at that time: a second event per hop, the rest unchanged.
/// </remarks>
public sealed class Link : EventTarget
{
    private const int InitialRing = 16;

    /// <summary>Deliveries ahead at which a packet is fetched into the cache.</summary>
    private const int Foresight = 4;

    private readonly PacketPool _pool;
    private readonly RateServer _server;
    private readonly LossModel? _loss;
    private readonly Jitter? _jitter;
    private readonly int _queuePackets;
    private readonly long _queueBytes;
    private readonly int _mtu;

    /// <summary>Packets queued, in transmission and in flight; a power of two, indexed by the counters below.</summary>
    private Passage[] _ring = new Passage[InitialRing];

    /// <summary>The next to be delivered.</summary>
    private uint _head;

    /// <summary>The first whose transmission had not ended when last looked at: the one in transmission.</summary>
    private uint _serving;

    private uint _tail;

    /// <summary>Octets of the packets after the one in transmission.</summary>
    private long _waitingBytes;

    private long _busyUntil;
    private long _lastDelivery;

    private long _delay;
    private long _delayUntil;
    private int _delayPiece;

    private long _downFrom;
    private long _downUntil;

    private TrafficCount _offered;
    private TrafficCount _delivered;
    private TrafficCount _droppedByQueue;
    private TrafficCount _droppedByMtu;
    private TrafficCount _lostAtRandom;
    private TrafficCount _lostInOutage;

    public Link(Scheduler scheduler, PacketPool pool, string name, LinkSettings settings, Interface destination)
        : base(scheduler)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(settings.Mtu);
        _pool = pool;
        Name = name;
        Settings = settings;
        Destination = destination;
        _server = settings.Rate.CreateServer();
        _loss = settings.Loss;
        _jitter = settings.Jitter;
        _queuePackets = settings.Queue.Packets;
        _queueBytes = settings.Queue.Bytes;
        _mtu = settings.Mtu;
        EnterDelay(0);
        EnterOutage(settings.Outages.NextEndingAfter(scheduler.Now));
    }

    public string Name { get; }

    public LinkSettings Settings { get; }

    /// <summary>The interface that packets are delivered to.</summary>
    public Interface Destination { get; }

    /// <summary>What was handed to the link.</summary>
    public TrafficCount Offered => _offered;

    public TrafficCount Delivered => _delivered;

    public TrafficCount DroppedByQueue => _droppedByQueue;

    public TrafficCount DroppedByMtu => _droppedByMtu;

    public TrafficCount LostAtRandom => _lostAtRandom;

    public TrafficCount LostInOutage => _lostInOutage;

    /// <summary>Packets in the link: waiting, in transmission and in flight.</summary>
    public int PacketsInside => (int)(_tail - _head);

    /// <summary>Packets that wait for transmission now.</summary>
    public int QueuedPackets
    {
        get
        {
            EndTransmissions(Scheduler.Now.Nanoseconds);
            return Waiting;
        }
    }

    /// <summary>Octets that wait for transmission now.</summary>
    public long QueuedBytes
    {
        get
        {
            EndTransmissions(Scheduler.Now.Nanoseconds);
            return _waitingBytes;
        }
    }

    public int PeakQueuedPackets { get; private set; }

    public long PeakQueuedBytes { get; private set; }

    private int Waiting => _tail == _serving ? 0 : (int)(_tail - _serving) - 1;

    /// <summary>Takes a packet, which is no longer the caller's.</summary>
    public void Send(Packet packet)
    {
        var now = Scheduler.Now.Nanoseconds;
        var bytes = packet.WireLength;
        _offered.Add(bytes);
        if (Admit(packet, bytes, now))
        {
            Transmit(packet, bytes, now);
        }
    }

    public override string ToString() => $"link {Name}";

    protected internal override void OnWakeup(Instant now)
    {
        ref var passage = ref _ring[_head & (uint)(_ring.Length - 1)];
        var packet = passage.Packet;
        var fate = passage.Fate;
        var bytes = passage.Bytes;
        if (_serving == _head)
        {
            EndTransmission();
        }

        _head++;
        if (_head != _tail)
        {
            Scheduler.Schedule(this, new Instant(_ring[_head & (uint)(_ring.Length - 1)].Delivery));
            if (_tail - _head > Foresight)
            {
                LookAhead();
            }
        }

        if (fate == Fate.Delivered)
        {
            _delivered.Add(bytes);
            CheckBalance(now);
            Destination.Node.Receive(packet, Destination);
        }
        else
        {
            Lose(packet, bytes, fate);
            CheckBalance(now);
        }
    }

    /// <summary>Lets the receiving node fetch what the next deliveries will need, in three steps, each of which rests on the one before.</summary>
    private void LookAhead()
    {
        var mask = (uint)(_ring.Length - 1);
        CachePrefetch.Of(_ring[(_head + Foresight) & mask].Packet, Packet.Octets);
        var node = Destination.Node;
        node.Anticipate(_ring[(_head + 2) & mask].Packet, 2);
        node.Anticipate(_ring[(_head + 1) & mask].Packet, 1);
        node.Anticipate(_ring[_head & mask].Packet, 0);
    }

    /// <summary>Decides whether a packet that arrives now may wait or be transmitted.</summary>
    private bool Admit(Packet packet, int bytes, long now)
    {
        if (bytes > _mtu)
        {
            _droppedByMtu.Add(bytes);
            _pool.Return(packet);
            return false;
        }

        if (now >= _downFrom && IsDown(now))
        {
            _lostInOutage.Add(bytes);
            _pool.Return(packet);
            return false;
        }

        EndTransmissions(now);
        if (_serving == _tail)
        {
            return true;
        }

        var waiting = (int)(_tail - _serving);
        var waitingBytes = _waitingBytes + bytes;
        if (waiting > _queuePackets || waitingBytes > _queueBytes)
        {
            _droppedByQueue.Add(bytes);
            _pool.Return(packet);
            return false;
        }

        _waitingBytes = waitingBytes;
        if (waiting > PeakQueuedPackets)
        {
            PeakQueuedPackets = waiting;
        }

        if (waitingBytes > PeakQueuedBytes)
        {
            PeakQueuedBytes = waitingBytes;
        }

        return true;
    }

    /// <summary>Decides when the packet leaves the transmitter and when and whether it is delivered, and queues it for that.</summary>
    private void Transmit(Packet packet, int bytes, long now)
    {
        // An empty link is idle even if transmissions were planned that an outage has voided.
        var start = _head == _tail ? now : Math.Max(now, _busyUntil);
        var finish = _server.Finish(start, bytes);
        _busyUntil = finish;
        var fate = _loss is not null && _loss.IsNextLost() ? Fate.LostAtRandom : Fate.Delivered;
        if (finish >= _delayUntil)
        {
            SeekDelay(finish);
        }

        var delivery = finish + _delay;
        if (_jitter is not null)
        {
            delivery = Math.Max(finish, delivery + _jitter.Next());
        }

        if (delivery < finish)
        {
            // The rate is zero for good, and the sum has overflowed.
            delivery = long.MaxValue;
        }

        delivery = Math.Max(delivery, _lastDelivery);
        if (delivery >= _downFrom)
        {
            delivery = _downFrom;
            fate = Fate.LostInOutage;
        }

        _lastDelivery = delivery;
        Enqueue(new Passage(finish, delivery, packet, bytes, fate));
    }

    private void Enqueue(in Passage passage)
    {
        if (_tail - _head == _ring.Length)
        {
            GrowRing();
        }

        _ring[_tail & (uint)(_ring.Length - 1)] = passage;
        if (_head == _tail)
        {
            Scheduler.Schedule(this, new Instant(passage.Delivery));
        }

        _tail++;
    }

    /// <summary>Moves on to the packet that is in transmission at <paramref name="now"/>.</summary>
    private void EndTransmissions(long now)
    {
        while (_serving != _tail && _ring[_serving & (uint)(_ring.Length - 1)].Finish <= now)
        {
            EndTransmission();
        }
    }

    /// <summary>The packet in transmission leaves the transmitter, and the next, if any, is no longer waiting.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void EndTransmission()
    {
        _serving++;
        if (_serving != _tail)
        {
            _waitingBytes -= _ring[_serving & (uint)(_ring.Length - 1)].Bytes;
        }
    }

    private void Lose(Packet packet, int bytes, Fate fate)
    {
        if (fate == Fate.LostAtRandom)
        {
            _lostAtRandom.Add(bytes);
        }
        else
        {
            _lostInOutage.Add(bytes);
        }

        _pool.Return(packet);
    }

    /// <summary>Whether the link is down at a time not before the next outage begins; goes on to later outages when that one is over.</summary>
    private bool IsDown(long now)
    {
        if (now < _downUntil)
        {
            return true;
        }

        // Everything planned before the outage was lost with it, so rate and delay are asked anew from now on.
        EnterOutage(Settings.Outages.NextEndingAfter(new Instant(now)));
        _server.Restart();
        EnterDelay(0);
        return now >= _downFrom;
    }

    private void EnterOutage(Outage outage)
    {
        _downFrom = outage.From.Nanoseconds;
        _downUntil = outage.Until.Nanoseconds;
    }

    private void SeekDelay(long time)
    {
        while (time >= _delayUntil && _delayPiece + 1 < Settings.Delay.Pieces)
        {
            EnterDelay(_delayPiece + 1);
        }
    }

    private void EnterDelay(int piece)
    {
        _delayPiece = piece;
        _delay = Settings.Delay.Delay(piece);
        _delayUntil = Settings.Delay.End(piece);
    }

    private void GrowRing()
    {
        var larger = new Passage[_ring.Length * 2];
        for (var i = _head; i != _tail; i++)
        {
            larger[i & (uint)(larger.Length - 1)] = _ring[i & (uint)(_ring.Length - 1)];
        }

        _ring = larger;
    }

    private void CheckBalance(Instant now)
    {
        var dropped = _droppedByQueue.Packets + _droppedByMtu.Packets + _lostAtRandom.Packets + _lostInOutage.Packets;
        if (_offered.Packets != _delivered.Packets + dropped + PacketsInside || _waitingBytes < 0)
        {
            ThrowImbalance(now, dropped);
        }
    }

    [DoesNotReturn]
    private void ThrowImbalance(Instant now, long dropped) =>
        throw new InvariantViolation(now, ToString(), $"offered {_offered.Packets} packets, delivered {_delivered.Packets}, dropped {dropped}, inside {PacketsInside}; {_waitingBytes} B waiting");

    private enum Fate
    {
        Delivered,
        LostAtRandom,
        LostInOutage,
    }

    /// <summary>A packet's way through the link: when it leaves the transmitter and the link, and whether it arrives.</summary>
    private readonly struct Passage(long finish, long delivery, Packet packet, int bytes, Fate fate)
    {
        public readonly long Finish = finish;
        public readonly long Delivery = delivery;
        public readonly Packet Packet = packet;
        public readonly int Bytes = bytes;
        public readonly Fate Fate = fate;
    }
}
