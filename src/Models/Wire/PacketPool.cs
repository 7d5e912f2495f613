namespace Mpsim.Models.Wire;

/// <summary>
/// Recycles packets of one run. Last in, first out, so that the packet handed out is the one most likely in cache.
/// </summary>
public sealed class PacketPool
{
    private Packet[] _free = new Packet[256];
    private int _freeCount;

    /// <summary>Packets handed out and not yet given back; zero when a run has drained.</summary>
    public int Outstanding { get; private set; }

    /// <summary>Packets ever made; the high-water mark of packets in flight.</summary>
    public int Made { get; private set; }

    /// <summary>A packet whose segment is empty. The caller owns it.</summary>
    public Packet Rent()
    {
        Outstanding++;
        if (_freeCount > 0)
        {
            var packet = _free[--_freeCount];
            packet.Pooled = false;
            packet.Segment.Clear();
            return packet;
        }

        Made++;
        return new Packet();
    }

    /// <summary>Takes a packet back from its owner.</summary>
    /// <exception cref="InvalidOperationException">The packet is in the pool already: it had two owners.</exception>
    public void Return(Packet packet)
    {
        if (packet.Pooled)
        {
            throw new InvalidOperationException($"packet returned twice: {packet}");
        }

        packet.Pooled = true;
        Outstanding--;
        if (_freeCount == _free.Length)
        {
            Array.Resize(ref _free, _free.Length * 2);
        }

        _free[_freeCount++] = packet;
    }
}
