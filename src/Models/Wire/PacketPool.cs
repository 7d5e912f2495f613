namespace Mpsim.Models.Wire;

/// <summary>
/// Recycles packets of one run. Last in, first out, so that the packet handed out is the one most likely in cache.
/// </summary>
public sealed class PacketPool
{
    private Packet[] _free = new Packet[256];
    private int _freeCount;

    /// <summary>The streams of the run whose bytes are said.</summary>
    public LiteralStreams Literals { get; } = new();

    /// <summary>Packets handed out and not yet given back; zero when a run has drained.</summary>
    public int Outstanding { get; private set; }

    /// <summary>Packets ever made; the high-water mark of packets in flight.</summary>
    public int Made { get; private set; }

    /// <summary>A packet whose segment is empty. The caller owns it.</summary>
    public Packet Rent()
    {
        var packet = Peek();
        TakePeeked();
        return packet;
    }

    /// <summary>A packet like another one. The caller owns it.</summary>
    public Packet RentCopy(Packet packet)
    {
        var copy = Rent();
        copy.Source = packet.Source;
        copy.Destination = packet.Destination;
        copy.WireLength = packet.WireLength;
        copy.Ecn = packet.Ecn;
        copy.Dscp = packet.Dscp;
        copy.TimeToLive = packet.TimeToLive;
        copy.Outer = packet.Outer;
        copy.InnerTimeToLive = packet.InnerTimeToLive;
        copy.Fragment = packet.Fragment;
        copy.Segment = packet.Segment;
        return copy;
    }

    /// <summary>
    /// The packet that <see cref="Rent"/> would hand out, still the pool's: whoever may have nothing to send writes a
    /// segment into it first, and takes it with <see cref="TakePeeked"/> only if there is one.
    /// </summary>
    public Packet Peek()
    {
        if (_freeCount == 0)
        {
            Made++;
            _free[_freeCount++] = new Packet { Pooled = true };
        }

        return _free[_freeCount - 1];
    }

    /// <summary>Takes the packet that <see cref="Peek"/> showed; the caller owns it.</summary>
    public void TakePeeked()
    {
        Outstanding++;
        _free[--_freeCount].Pooled = false;
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
        packet.Clear();
        Outstanding--;
        if (_freeCount == _free.Length)
        {
            Array.Resize(ref _free, _free.Length * 2);
        }

        _free[_freeCount++] = packet;
    }
}
