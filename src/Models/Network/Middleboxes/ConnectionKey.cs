using Mpsim.Models.Wire;

namespace Mpsim.Models.Network.Middleboxes;

/// <summary>A connection as a middlebox knows it: the endpoint below, where packets going up come from, and the one above.</summary>
internal readonly record struct ConnectionKey(Endpoint Below, Endpoint Above)
{
    public static ConnectionKey Of(Packet packet, Heading heading) => heading == Heading.Up
        ? new ConnectionKey(packet.Source, packet.Destination)
        : new ConnectionKey(packet.Destination, packet.Source);
}
