using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Mpsim.Models.Wire;

namespace Mpsim.Benchmarking;

/// <summary>
/// The yardstick for machines: what the design of kernel and links does when nothing else is there. 64 links, 4,096 pooled
/// packets that circulate for ever, one wake-up per link, a ring of packets in flight in each, and 16-byte events in a 4-ary
/// heap whose top is replaced; no nodes, no counters, no checks. It is made of nothing that the simulator uses except the
/// packet, so that it stays as it is when the simulator becomes faster or slower; <see cref="RingWorkload"/> is the same
/// with the simulator's own kernel, nodes and links.
/// </summary>
public sealed class BareRing
{
    public const int Links = 64;
    public const int Packets = 4096;

    /// <summary>Rate of the machine on which the bars of <see cref="BulkSize"/> were set, in packet-hops per second.</summary>
    public const double ReferenceHopsPerSecond = 45e6;

    private const int PacketBytes = 1500;
    private const int IndexBits = 24;
    private const int Family = 4;

    private readonly BareLink[] _links = new BareLink[Links];
    private readonly PacketPool _pool = new();
    private readonly Wakeup[] _heap = new Wakeup[Links];
    private int _count;
    private ulong _order;

    public BareRing()
    {
        for (var i = 0; i < Links; i++)
        {
            // Delays of different length keep the links out of step, as in a real network.
            _links[i] = new BareLink(i, 100_000 + (1_237 * i));
        }

        for (var i = 0; i < Packets; i++)
        {
            var packet = _pool.Rent();
            packet.WireLength = PacketBytes;
            Send(_links[i % Links], packet, 0);
        }
    }

    /// <summary>Lets the ring run on for a number of packet-hops.</summary>
    /// <returns>The time of the last of them, in nanoseconds.</returns>
    public long Run(long hops)
    {
        long now = 0;
        ref var top = ref MemoryMarshal.GetArrayDataReference(_heap);
        for (var hop = 0L; hop < hops; hop++)
        {
            now = top.Time;
            var index = (int)(top.Order & ((1 << IndexBits) - 1));
            var link = _links[index];
            var packet = link.Take();
            if (link.IsEmpty)
            {
                SiftDown(_heap[--_count], _count);
            }
            else
            {
                SiftDown(new Wakeup(link.NextDelivery, NextOrder(link)), _count);
            }

            Send(_links[(index + 1) % Links], packet, now);
        }

        return now;
    }

    private void Send(BareLink link, Packet packet, long now)
    {
        if (link.Put(packet, now))
        {
            SiftUp(new Wakeup(link.NextDelivery, NextOrder(link)));
        }
    }

    private ulong NextOrder(BareLink link) => (_order += 1ul << IndexBits) | (uint)link.Index;

    private void SiftUp(Wakeup added)
    {
        var hole = _count++;
        while (hole > 0 && added.IsBefore(_heap[(hole - 1) / Family]))
        {
            _heap[hole] = _heap[(hole - 1) / Family];
            hole = (hole - 1) / Family;
        }

        _heap[hole] = added;
    }

    private void SiftDown(Wakeup moved, int count)
    {
        ref var heap = ref MemoryMarshal.GetArrayDataReference(_heap);
        var hole = 0;
        var child = 1;
        for (; child + 3 < count; child = (hole * Family) + 1)
        {
            ref var first = ref Unsafe.Add(ref heap, child);
            var left = Unsafe.Add(ref first, 1).IsBefore(in first) ? 1 : 0;
            var right = Unsafe.Add(ref first, 3).IsBefore(in Unsafe.Add(ref first, 2)) ? 3 : 2;
            var least = Unsafe.Add(ref first, right).IsBefore(in Unsafe.Add(ref first, left)) ? right : left;
            if (!Unsafe.Add(ref first, least).IsBefore(in moved))
            {
                Unsafe.Add(ref heap, hole) = moved;
                return;
            }

            Unsafe.Add(ref heap, hole) = Unsafe.Add(ref first, least);
            hole = child + least;
        }

        // The last family may have fewer than four.
        if (child < count)
        {
            var least = child;
            for (var other = child + 1; other < count; other++)
            {
                least = Unsafe.Add(ref heap, other).IsBefore(in Unsafe.Add(ref heap, least)) ? other : least;
            }

            if (Unsafe.Add(ref heap, least).IsBefore(in moved))
            {
                Unsafe.Add(ref heap, hole) = Unsafe.Add(ref heap, least);
                hole = least;
            }
        }

        Unsafe.Add(ref heap, hole) = moved;
    }

    private readonly struct Wakeup(long time, ulong order)
    {
        public readonly long Time = time;
        public readonly ulong Order = order;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public bool IsBefore(in Wakeup other) => Time < other.Time || (Time == other.Time && Order < other.Order);
    }

    private sealed class BareLink(int index, long delay)
    {
        /// <summary>1 Gbit/s.</summary>
        private const long NanosecondsPerByte = 8;

        private (long Delivery, Packet Packet)[] _ring = new (long, Packet)[16];
        private uint _head;
        private uint _tail;
        private long _busyUntil;

        public int Index => index;

        public bool IsEmpty => _head == _tail;

        public long NextDelivery => At(_head).Delivery;

        /// <returns>True when the link was empty, and is to be woken.</returns>
        public bool Put(Packet packet, long now)
        {
            if (_tail - _head == _ring.Length)
            {
                Grow();
            }

            _busyUntil = Math.Max(now, _busyUntil) + (packet.WireLength * NanosecondsPerByte);
            At(_tail) = (_busyUntil + delay, packet);
            return _tail++ == _head;
        }

        public Packet Take() => At(_head++).Packet;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private ref (long Delivery, Packet Packet) At(uint position) =>
            ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_ring), position & (uint)(_ring.Length - 1));

        private void Grow()
        {
            var larger = new (long, Packet)[_ring.Length * 2];
            for (var i = _head; i != _tail; i++)
            {
                larger[i & (uint)(larger.Length - 1)] = At(i);
            }

            _ring = larger;
        }
    }
}
