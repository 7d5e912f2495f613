using Mpsim.Models.Wire;

namespace Mpsim.Models.Network;

/// <summary>A packet's way through a link: when it leaves the transmitter and the link, and whether it arrives.</summary>
internal struct Passage
{
    /// <summary>End of transmission, in nanoseconds.</summary>
    public long Finish;

    /// <summary>When the packet leaves the link, in nanoseconds.</summary>
    public long Delivery;

    public Packet Packet;

    /// <summary>Octets of the packet, kept here so that looking at the queue does not touch packets.</summary>
    public int Bytes;

    public Fate Fate;
}

/// <summary>How a passage ends.</summary>
internal enum Fate
{
    Delivered,
    LostAtRandom,
    LostInOutage,
}
