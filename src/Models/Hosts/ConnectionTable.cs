using System.Numerics;
using Mpsim.Models.Kernel;
using Mpsim.Models.Units;
using Mpsim.Models.Wire;

namespace Mpsim.Models.Hosts;

/// <summary>
/// Connections by local and remote endpoint: a hash table with open addressing, laid out so that a look-up touches
/// one or two cache lines. Never enumerated.
/// </summary>
public sealed class ConnectionTable
{
    private Slot[] _slots = new Slot[16];
    private int _shift = 60;

    public int Count { get; private set; }

    /// <returns>Null when there is none.</returns>
    public SocketPath? Find(Endpoint local, Endpoint remote)
    {
        var localBits = local.Bits;
        var remoteBits = remote.Bits;
        var mask = _slots.Length - 1;
        for (var index = Home(localBits, remoteBits); ; index = (index + 1) & mask)
        {
            ref var slot = ref _slots[index];
            if (slot.Path is null)
            {
                return null;
            }

            if (slot.Local == localBits && slot.Remote == remoteBits)
            {
                return slot.Path;
            }
        }
    }

    /// <summary>Fetches the slot that a look-up will begin with.</summary>
    internal void Anticipate(Endpoint local, Endpoint remote) => CachePrefetch.Line1(ref _slots[Home(local.Bits, remote.Bits)]);

    /// <exception cref="ArgumentException">The pair of endpoints is taken.</exception>
    public void Add(SocketPath path)
    {
        if (Find(path.Local, path.Remote) is not null)
        {
            throw new ArgumentException($"a connection {path.Local} to {path.Remote} exists", nameof(path));
        }

        if (++Count * 2 > _slots.Length)
        {
            Grow();
        }

        Insert(new Slot { Local = path.Local.Bits, Remote = path.Remote.Bits, Path = path });
    }

    public void Remove(SocketPath path)
    {
        var mask = _slots.Length - 1;
        var index = Home(path.Local.Bits, path.Remote.Bits);
        while (_slots[index].Path != path)
        {
            if (_slots[index].Path is null)
            {
                return;
            }

            index = (index + 1) & mask;
        }

        Count--;

        // Moves up what follows, so that no look-up stops at the hole.
        for (var next = (index + 1) & mask; _slots[next].Path is not null; next = (next + 1) & mask)
        {
            var home = Home(_slots[next].Local, _slots[next].Remote);
            if (((next - home) & mask) >= ((next - index) & mask))
            {
                _slots[index] = _slots[next];
                index = next;
            }
        }

        _slots[index] = default;
    }

    private int Home(ulong local, ulong remote) => (int)(((local ^ BitOperations.RotateLeft(remote, 23)) * 0x9E3779B97F4A7C15) >> _shift);

    private void Insert(in Slot added)
    {
        var mask = _slots.Length - 1;
        var index = Home(added.Local, added.Remote);
        while (_slots[index].Path is not null)
        {
            index = (index + 1) & mask;
        }

        _slots[index] = added;
    }

    private void Grow()
    {
        var old = _slots;
        _slots = new Slot[old.Length * 2];
        _shift--;
        foreach (var slot in old)
        {
            if (slot.Path is not null)
            {
                Insert(slot);
            }
        }
    }

    private struct Slot
    {
        public ulong Local;
        public ulong Remote;
        public SocketPath? Path;
    }
}
