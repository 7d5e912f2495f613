using Mpsim.Models.Wire;

namespace Mpsim.Models.Tests.Mptcp;

/// <summary>A translation of addresses and ports on the wire: the server sees the UE behind other addresses and ports.</summary>
internal static class AddressTranslation
{
    private const ushort Shift = 1000;

    /// <summary>Source addresses 10.x.y.1 become 11.x.y.1 toward the server, with another port, and back.</summary>
    public static void PutBefore(MptcpPair pair) => pair.Tap.Filter = packet =>
    {
        if (packet.IsToServer())
        {
            packet.Source = new Endpoint(Moved(packet.Source.Address, 1), (ushort)(packet.Source.Port + Shift));
        }
        else
        {
            packet.Destination = new Endpoint(Moved(packet.Destination.Address, -1), (ushort)(packet.Destination.Port - Shift));
        }

        return true;
    };

    private static IpAddress Moved(IpAddress address, int by) => new(address.Bits + (uint)(by << 24));
}
