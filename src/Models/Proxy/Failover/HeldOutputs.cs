using Mpsim.Models.Network;
using Mpsim.Models.Units;
using Mpsim.Models.Wire;

namespace Mpsim.Models.Proxy.Failover;

/// <summary>Packets that may leave when the standby has everything that they may have come of, first in, first out.</summary>
internal sealed class HeldOutputs
{
    private Held[] _ring = new Held[64];
    private long _first;
    private long _end;

    public int Count => (int)(_end - _first);

    /// <param name="packet">The packet.</param>
    /// <param name="outer">The interface that it is to leave by.</param>
    /// <param name="after">Inputs that the standby must have before.</param>
    /// <param name="now">Since when it waits.</param>
    public void Add(Packet packet, Interface outer, long after, Instant now)
    {
        if (Count == _ring.Length)
        {
            Grow();
        }

        _ring[_end++ & (_ring.Length - 1)] = new Held { Packet = packet, Outer = outer, After = after, Since = now };
    }

    /// <summary>The next packet that may leave, of those that wait.</summary>
    /// <param name="confirmed">Inputs that the standby has.</param>
    /// <param name="packet">The packet, the caller's now.</param>
    /// <param name="outer">The interface that it is to leave by.</param>
    /// <param name="since">Since when it has waited.</param>
    public bool TryTake(long confirmed, out Packet packet, out Interface outer, out Instant since)
    {
        if (Count == 0 || _ring[_first & (_ring.Length - 1)].After > confirmed)
        {
            (packet, outer, since) = (null!, null!, default);
            return false;
        }

        ref var held = ref _ring[_first++ & (_ring.Length - 1)];
        (packet, outer, since) = (held.Packet, held.Outer, held.Since);
        held = default;
        return true;
    }

    private void Grow()
    {
        var larger = new Held[_ring.Length * 2];
        for (var i = _first; i < _end; i++)
        {
            larger[i & (larger.Length - 1)] = _ring[i & (_ring.Length - 1)];
        }

        _ring = larger;
    }

    private struct Held
    {
        public Packet Packet;
        public Interface Outer;
        public long After;
        public Instant Since;
    }
}
