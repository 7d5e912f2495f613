using Mpsim.Models.Units;
using Mpsim.Models.Wire;

namespace Mpsim.Models.Network;

/// <summary>Sees what becomes of packets in one direction of a link; an observer, which changes nothing and keeps no packet.</summary>
public abstract class LinkTap
{
    /// <summary>A packet was handed to the link; it may be dropped at once.</summary>
    public abstract void OnSent(Packet packet, Instant now);

    /// <summary>A packet has arrived at the other end.</summary>
    public abstract void OnDelivered(Packet packet, Instant now);

    /// <summary>A packet that was sent does not arrive.</summary>
    public abstract void OnDropped(Packet packet, DropReason reason, Instant now);
}

/// <summary>Why a link drops a packet.</summary>
public enum DropReason : byte
{
    /// <summary>The queue is full, or its discipline has dropped the packet.</summary>
    Queue,

    /// <summary>Larger than the link's MTU.</summary>
    Mtu,

    /// <summary>Random loss.</summary>
    Random,

    /// <summary>The link is in outage.</summary>
    Outage,
}
