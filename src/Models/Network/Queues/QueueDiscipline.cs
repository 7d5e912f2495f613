using Mpsim.Models.Units;
using Mpsim.Models.Wire;

namespace Mpsim.Models.Network.Queues;

/// <summary>
/// What waits before the transmitter of a link, and what leaves next: the two-event form of a link asks when the
/// transmitter falls idle. One instance per direction of a link. A packet that is dropped or marked is told to the owner.
/// </summary>
public abstract class QueueDiscipline
{
    private IQueueOwner? _owner;

    /// <summary>Name as in a scenario.</summary>
    public abstract string Name { get; }

    /// <summary>Packets that wait.</summary>
    public int Packets { get; private set; }

    /// <summary>Octets that wait.</summary>
    public long Bytes { get; private set; }

    /// <summary>Takes a packet that arrives; it or others may be dropped for it.</summary>
    public abstract void Enqueue(Packet packet, Instant now);

    /// <summary>Gives the packet to be sent next; some may be dropped on the way to it.</summary>
    /// <returns>Null only when nothing is left.</returns>
    public abstract Packet? Dequeue(Instant now);

    /// <summary>Says who is told about drops and marks, before the first packet.</summary>
    internal void Attach(IQueueOwner owner) => _owner = owner;

    /// <summary>Puts a packet at the end of a queue of this discipline.</summary>
    private protected void Append(ref PacketFifo queue, Packet packet, Instant now)
    {
        queue.Push(packet, now);
        Packets++;
        Bytes += packet.WireLength;
    }

    /// <summary>Takes the first packet of a queue of this discipline, which is not empty.</summary>
    /// <param name="queue">The queue.</param>
    /// <param name="arrivedAt">When the packet came, in nanoseconds.</param>
    private protected Packet TakeFirst(ref PacketFifo queue, out long arrivedAt)
    {
        var packet = queue.Pop(out arrivedAt);
        Packets--;
        Bytes -= packet.WireLength;
        return packet;
    }

    /// <summary>Drops a packet that is in no queue, or no longer.</summary>
    private protected void Drop(Packet packet) => _owner!.OnDropped(packet);

    /// <summary>Sets Congestion Experienced where the packet's transport can take it (RFC 3168 section 5).</summary>
    /// <returns>False for a packet that has to be dropped instead.</returns>
    private protected bool TryMark(Packet packet)
    {
        if (packet.Ecn == EcnCodepoint.NotEct)
        {
            return false;
        }

        packet.Ecn = EcnCodepoint.Ce;
        _owner!.OnMarked(packet);
        return true;
    }
}

/// <summary>Who is told what a discipline does to packets.</summary>
internal interface IQueueOwner
{
    /// <summary>The packet is the owner's again, not to be sent.</summary>
    void OnDropped(Packet packet);

    void OnMarked(Packet packet);
}
