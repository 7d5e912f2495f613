namespace Mpsim.Models.Network;

/// <summary>Packets and octets of one fate.</summary>
public struct TrafficCount
{
    public long Packets;
    public long Bytes;

    internal void Add(int bytes)
    {
        Packets++;
        Bytes += bytes;
    }

    public override readonly string ToString() => $"{Packets} packets, {Bytes} B";
}
