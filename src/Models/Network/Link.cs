using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
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
/// its own queue, and <c>LinkTransmitter</c> calls the second at that time: a second event per hop, the rest unchanged.
/// </remarks>
public sealed partial class Link : EventTarget
{
    private const int InitialRing = 16;

    // The runtime lays fields out by kind, then in this order: what every hop touches comes first in each kind,
    // so that a hop touches few cache lines.

    /// <summary>Packets queued, in transmission and in flight; a power of two, indexed by the counters below.</summary>
    private Passage[] _ring = new Passage[InitialRing];

    private readonly PacketReceiver _receiver;
    private readonly Node _node;
    private readonly PacketPool _pool;
    private readonly RateServer _server;
    private readonly LossModel? _loss;
    private readonly Jitter? _jitter;

    /// <summary>Octets of the packets after the one in transmission.</summary>
    private long _waitingBytes;

    /// <summary>More waiting octets than this matter: the limit would be passed, or the peak.</summary>
    private long _noticedBytes;

    private long _busyUntil;
    private long _lastDelivery;
    private long _downFrom;

    /// <summary>Packets dropped; one that a discipline holds counts among them until it is sent.</summary>
    private long _droppedPackets;
    private long _downUntil;

    /// <summary>When the sender crashes next.</summary>
    private long _crashAt = long.MaxValue;

    /// <summary>Until here neither an outage nor a crash matters.</summary>
    private long _undisturbedUntil;

    private uint _mask = InitialRing - 1;

    /// <summary>The next to be delivered.</summary>
    private uint _head;

    /// <summary>The first whose transmission had not ended when last looked at: the one in transmission then.</summary>
    private uint _serving;

    private uint _tail;

    /// <summary>More waiting packets than this matter: the limit would be passed, or the peak.</summary>
    private int _noticedPackets;

    /// <summary>Octets of the largest packet that takes the short way: the MTU, or nothing where a discipline queues or a tap looks on.</summary>
    private readonly int _shortWay;

    private readonly bool _isPlain;

    /// <summary>Sees what passes, or null.</summary>
    private readonly LinkTap? _tap;

    private SteadyRate _steady = new() { Size = SteadyRate.NoSize };
    private DelayCursor _delay;
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
        _receiver = destination.Receiver;
        _node = destination.Node;
        _server = settings.Rate.CreateServer();
        _loss = settings.Loss;
        _jitter = settings.Jitter;
        _isPlain = _loss is null && _jitter is null;
        _transmitter = settings.Discipline is { } discipline ? new LinkTransmitter(this, discipline) : null;
        _tap = settings.Tap;
        _shortWay = _transmitter is null && _tap is null ? settings.Mtu : -1;
        _delay = new DelayCursor(settings.Delay);
        EnterCrash(scheduler.Now.Nanoseconds - 1);
        EnterOutage(settings.Outages.NextEndingAfter(scheduler.Now));
    }

    public string Name { get; }

    public LinkSettings Settings { get; }

    /// <summary>The interface that packets are delivered to.</summary>
    public Interface Destination { get; }

    /// <summary>Takes a packet, which is no longer the caller's.</summary>
    public void Send(Packet packet)
    {
        var now = Scheduler.Now.Nanoseconds;
        var bytes = packet.WireLength;
        _offered.Add(bytes);
        if (bytes > _shortWay)
        {
            SendOtherwise(packet, bytes, now);
        }
        else if (now >= _undisturbedUntil && IsDown(now))
        {
            Drop(packet, bytes, DropReason.Outage);
        }
        else if (!Admit(bytes, now))
        {
            Drop(packet, bytes, DropReason.Queue);
        }
        else
        {
            Transmit(packet, bytes, now);
        }
    }

    public override string ToString() => $"link {Name}";

    protected internal override void OnWakeup(Instant now)
    {
        ref var passage = ref At(_head);
        var packet = passage.Packet;
        var fate = passage.Fate;
        var bytes = passage.Bytes;
        if (_serving == _head)
        {
            EndTransmission();
        }

        // A packet sent on this link while this one is delivered schedules the link itself only if none follows.
        var followed = ++_head != _tail;
        var looksAhead = _tail - _head > PacketForesight && _node.HasForesight;
        if (looksAhead)
        {
            LookAhead();
        }

        if (fate == Fate.Delivered)
        {
            _delivered.Add(bytes);
            CheckBalance(now);
            _tap?.OnDelivered(packet, now);
            _receiver.Receive(packet, Destination);
        }
        else
        {
            Drop(packet, bytes, fate == Fate.LostAtRandom ? DropReason.Random : DropReason.Outage);
            CheckBalance(now);
        }

        if (followed)
        {
            Scheduler.Schedule(this, new Instant(At(_head).Delivery));
        }

        if (looksAhead)
        {
            LookCloser();
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ref Passage At(uint position) => ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_ring), position & _mask);

    /// <summary>Decides whether a packet that arrives now may wait or be transmitted.</summary>
    private bool Admit(int bytes, long now)
    {
        if (_tail == _serving)
        {
            return true;
        }

        // Packets whose transmission has ended meanwhile are counted as waiting until the count would matter, which
        // saves looking at each when its transmission ends.
        _waitingBytes += bytes;
        return ((int)(_tail - _serving) <= _noticedPackets && _waitingBytes <= _noticedBytes) || AdmitByExactCount(bytes, now);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool AdmitByExactCount(int bytes, long now)
    {
        _waitingBytes -= bytes;
        EndTransmissions(now);
        if (_tail == _serving)
        {
            return true;
        }

        var packets = (int)(_tail - _serving);
        if (packets > Settings.Queue.Packets || _waitingBytes + bytes > Settings.Queue.Bytes)
        {
            return false;
        }

        _waitingBytes += bytes;
        PeakQueuedPackets = _noticedPackets = Math.Max(PeakQueuedPackets, packets);
        PeakQueuedBytes = _noticedBytes = Math.Max(PeakQueuedBytes, _waitingBytes);
        return true;
    }

    /// <summary>Decides when the packet leaves the transmitter and when and whether it is delivered, and queues it for that.</summary>
    private void Transmit(Packet packet, int bytes, long now)
    {
        // An empty link is idle even if transmissions were planned that an outage has voided.
        var start = _head == _tail ? now : Math.Max(now, _busyUntil);
        if (start != _busyUntil)
        {
            _steady.Carry = 0;
        }

        var finish = start + _steady.Quotient;
        var carry = _steady.Carry + _steady.Remainder;
        if (carry >= _steady.Rate)
        {
            carry -= _steady.Rate;
            finish++;
        }

        var delivery = Math.Max(finish + _delay.Delay, _lastDelivery);
        if (bytes == _steady.Size && finish < _steady.Until && finish < _delay.Until && delivery < _undisturbedUntil && _isPlain)
        {
            _steady.Carry = carry;
            _busyUntil = finish;
            _lastDelivery = delivery;
            Enqueue(finish, delivery, packet, bytes, Fate.Delivered);
        }
        else
        {
            TransmitBySchedule(packet, bytes, start);
        }
    }

    /// <summary>The same where anything is not as for the packet before.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void TransmitBySchedule(Packet packet, int bytes, long start)
    {
        // What the sender would begin to transmit after its crash is not transmitted.
        var finish = start >= _crashAt ? long.MaxValue : _server.Finish(start, bytes, ref _steady);
        var fate = _loss is not null && _loss.IsNextLost() ? Fate.LostAtRandom : Fate.Delivered;
        if (finish >= _delay.Until)
        {
            _delay.Seek(Settings.Delay, finish);
        }

        var delivery = finish + _delay.Delay;
        if (_jitter is not null)
        {
            delivery = Math.Max(finish, delivery + _jitter.Next());
        }

        if (delivery < finish)
        {
            // The rate is zero for good, and the sum has overflowed.
            delivery = long.MaxValue;
        }

        if (finish > _crashAt)
        {
            (finish, delivery, fate) = (_crashAt, _crashAt, Fate.LostInOutage);
        }

        delivery = Math.Max(delivery, _lastDelivery);
        if (delivery >= _downFrom)
        {
            delivery = _downFrom;
            fate = Fate.LostInOutage;
        }

        _busyUntil = finish;
        _lastDelivery = delivery;
        Enqueue(finish, delivery, packet, bytes, fate);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Enqueue(long finish, long delivery, Packet packet, int bytes, Fate fate)
    {
        if (_tail - _head > _mask)
        {
            GrowRing();
        }

        ref var passage = ref At(_tail);
        passage.Finish = finish;
        passage.Delivery = delivery;
        passage.Packet = packet;
        passage.Bytes = bytes;
        passage.Fate = fate;
        if (_tail++ == _head)
        {
            Scheduler.Schedule(this, new Instant(delivery));
        }
    }

    /// <summary>Moves on to the packet that is in transmission at <paramref name="now"/>.</summary>
    private void EndTransmissions(long now)
    {
        while (_serving != _tail && At(_serving).Finish <= now)
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
            _waitingBytes -= At(_serving).Bytes;
        }
    }

    private void Drop(Packet packet, int bytes, DropReason reason)
    {
        CountOf(reason).Add(bytes);
        _tap?.OnDropped(packet, reason, Scheduler.Now);
        _droppedPackets++;
        _pool.Return(packet);
    }

    private void GrowRing()
    {
        var larger = new Passage[_ring.Length * 2];
        for (var i = _head; i != _tail; i++)
        {
            larger[i & (uint)(larger.Length - 1)] = At(i);
        }

        _ring = larger;
        _mask = (uint)(larger.Length - 1);
    }

    private void CheckBalance(Instant now)
    {
        if (_offered.Packets != _delivered.Packets + _droppedPackets + (_tail - _head) || _waitingBytes < 0)
        {
            ThrowImbalance(now);
        }
    }

    [DoesNotReturn]
    private void ThrowImbalance(Instant now) =>
        throw new InvariantViolation(now, ToString(), $"offered {_offered.Packets} packets, delivered {_delivered.Packets}, dropped {_droppedPackets}, inside {PacketsInside}; {_waitingBytes} B waiting");
}
