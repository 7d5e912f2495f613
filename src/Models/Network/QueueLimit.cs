using Mpsim.Models.Units;

namespace Mpsim.Models.Network;

/// <summary>
/// What may wait for transmission, in packets or in bytes. The packet in transmission does not count, as in
/// the transmit queue above a network device.
/// </summary>
public readonly struct QueueLimit : IEquatable<QueueLimit>
{
    public static readonly QueueLimit Unlimited = new(int.MaxValue, long.MaxValue);

    public readonly int Packets;
    public readonly long Bytes;

    private QueueLimit(int packets, long bytes)
    {
        Packets = packets;
        Bytes = bytes;
    }

    public static QueueLimit OfPackets(int packets)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(packets);
        return new QueueLimit(packets, long.MaxValue);
    }

    public static QueueLimit OfBytes(ByteCount bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bytes.Bytes);
        return new QueueLimit(int.MaxValue, bytes.Bytes);
    }

    public static bool operator ==(QueueLimit a, QueueLimit b) => a.Packets == b.Packets && a.Bytes == b.Bytes;

    public static bool operator !=(QueueLimit a, QueueLimit b) => !(a == b);

    public bool Equals(QueueLimit other) => this == other;

    public override bool Equals(object? obj) => obj is QueueLimit other && Equals(other);

    public override int GetHashCode() => HashCode.Combine(Packets, Bytes);

    public override string ToString() =>
        Packets != int.MaxValue ? $"{Packets} packets" : Bytes != long.MaxValue ? $"{Bytes} B" : "unlimited";
}
