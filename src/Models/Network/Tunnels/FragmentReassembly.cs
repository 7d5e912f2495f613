using Mpsim.Models.Kernel;
using Mpsim.Models.Units;
using Mpsim.Models.Wire;

namespace Mpsim.Models.Network.Tunnels;

/// <summary>
/// Puts fragments together again (RFC 791 section 3.2; RFC 8200 section 4.5). A packet of which a fragment is lost is given up after 30 s (Linux: ipfrag_time),
/// or when its identification comes up for another packet, which at high rates is sooner (RFC 4963): then fragments of both may make one, which their checksum refuses.
/// </summary>
internal sealed class FragmentReassembly : ITimerOwner
{
    private static readonly Duration Patience = Duration.FromSeconds(30);

    private readonly PacketPool _pool;
    private readonly int _size;
    private readonly uint _identifications;
    private readonly Timer _timer;
    private readonly Dictionary<uint, Partial> _partial = [];
    private readonly Queue<(uint Identification, Instant Since)> _byAge = [];

    /// <param name="scheduler">Scheduler of the run.</param>
    /// <param name="pool">Packets of the run.</param>
    /// <param name="size">Octets of all fragments of a packet but the last.</param>
    /// <param name="identifications">What the header has of an identification, as a mask.</param>
    public FragmentReassembly(Scheduler scheduler, PacketPool pool, int size, uint identifications)
    {
        _identifications = identifications;
        _pool = pool;
        _size = size;
        _timer = new Timer(scheduler, this);
    }

    /// <summary>Packets held.</summary>
    public int Count => _partial.Count;

    /// <summary>Packets that never became whole.</summary>
    public long Lost { get; private set; }

    /// <summary>Takes a fragment, which is no longer the caller's.</summary>
    /// <returns>The whole packet, which is the caller's, or null.</returns>
    public Packet? Take(Packet piece, Instant now)
    {
        var fragment = piece.Fragment;
        var identification = fragment.Identification & _identifications;
        var isKnown = _partial.TryGetValue(identification, out var partial);
        var bit = UInt128.One << (fragment.Offset / _size);
        if (isKnown && (partial.Places & bit) != 0)
        {
            GiveUp(partial.Packet);
            isKnown = false;
        }

        if (!isKnown)
        {
            partial = new Partial(piece, fragment.Identification, 0, 0, 0, now);
            _byAge.Enqueue((identification, now));
            if (!_timer.IsArmed)
            {
                _timer.Arm(now + Patience);
            }
        }

        partial = partial with
        {
            Places = partial.Places | bit,
            Octets = partial.Octets + fragment.Length,
            Total = fragment.More ? partial.Total : fragment.Offset + fragment.Length,
            IsMixed = partial.IsMixed || partial.Whose != fragment.Identification,
        };
        if (isKnown)
        {
            if (piece.Ecn == EcnCodepoint.Ce)
            {
                // RFC 3168 section 5.3: one fragment that has met congestion is enough.
                partial.Packet.Ecn = EcnCodepoint.Ce;
            }

            _pool.Return(piece);
        }

        if (partial.Octets != partial.Total)
        {
            _partial[identification] = partial;
            return null;
        }

        _partial.Remove(identification);
        if (partial.IsMixed)
        {
            GiveUp(partial.Packet);
            return null;
        }

        partial.Packet.Fragment = default;
        partial.Packet.WireLength = partial.Total;
        return partial.Packet;
    }

    public void OnTimer(Timer timer, Instant now)
    {
        while (_byAge.TryPeek(out var oldest))
        {
            if (oldest.Since + Patience > now)
            {
                _timer.Arm(oldest.Since + Patience);
                return;
            }

            _byAge.Dequeue();
            if (_partial.TryGetValue(oldest.Identification, out var partial) && partial.Since == oldest.Since)
            {
                _partial.Remove(oldest.Identification);
                GiveUp(partial.Packet);
            }
        }
    }

    private void GiveUp(Packet packet)
    {
        Lost++;
        _pool.Return(packet);
    }

    /// <param name="Packet">The fragment that came first.</param>
    /// <param name="Whose">The identification of its packet.</param>
    /// <param name="Places">Which fragments have come, a bit for each.</param>
    /// <param name="Octets">Octets that have come.</param>
    /// <param name="Total">Octets of all, once the last has come.</param>
    /// <param name="Since">When the first came.</param>
    /// <param name="IsMixed">Some are of another packet.</param>
    private readonly record struct Partial(Packet Packet, uint Whose, UInt128 Places, int Octets, int Total, Instant Since, bool IsMixed = false);
}
