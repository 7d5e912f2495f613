using Mpsim.Models.Wire;

namespace Mpsim.Models.Network;

/// <summary>What a packet is for within the node that receives it, as a link foresees it: whose state it will touch.</summary>
public abstract class Recipient
{
    /// <summary>About the octets of a recipient, which the link fetches as soon as it knows of it.</summary>
    internal const int Octets = 56;

    /// <summary>Calls of <see cref="Anticipate"/> for one packet, a delivery apart.</summary>
    internal const int Steps = 3;

    /// <summary>Fetches what a packet will touch into the cache. Must not change anything.</summary>
    /// <param name="packet">The packet, still the link's.</param>
    /// <param name="step">0 fetches what hangs on this object, which is there already, and each further step what hangs on the one before.</param>
    internal abstract void Anticipate(Packet packet, int step);
}
