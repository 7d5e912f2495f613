using Mpsim.Models.Units;
using Mpsim.Models.Wire;

namespace Mpsim.Models.Network.Queues;

/// <summary>Packets in the order of their arrival, each with its time. Takes no memory before the first.</summary>
internal struct PacketFifo
{
    private const int InitialCapacity = 16;

    private Entry[]? _ring;
    private uint _head;
    private uint _tail;

    /// <summary>Octets of all packets.</summary>
    public long Bytes { get; private set; }

    public readonly int Count => (int)(_tail - _head);

    public readonly bool IsEmpty => _tail == _head;

    public void Push(Packet packet, Instant now)
    {
        if (_ring is null || Count == _ring.Length)
        {
            Grow();
        }

        _ring![_tail++ & (uint)(_ring.Length - 1)] = new Entry(packet, now.Nanoseconds);
        Bytes += packet.WireLength;
    }

    /// <summary>Takes the oldest packet; there must be one.</summary>
    public Packet Pop(out long arrivedAt)
    {
        ref var entry = ref _ring![_head++ & (uint)(_ring.Length - 1)];
        arrivedAt = entry.ArrivedAt;
        var packet = entry.Packet;
        Bytes -= packet.WireLength;
        return packet;
    }

    private void Grow()
    {
        var larger = new Entry[_ring is null ? InitialCapacity : _ring.Length * 2];
        for (var i = _head; i != _tail; i++)
        {
            larger[i & (uint)(larger.Length - 1)] = _ring![i & (uint)(_ring.Length - 1)];
        }

        _ring = larger;
    }

    private readonly record struct Entry(Packet Packet, long ArrivedAt);
}
