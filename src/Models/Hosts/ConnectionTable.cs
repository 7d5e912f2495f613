using System.Numerics;
using Mpsim.Models.Kernel;
using Mpsim.Models.Units;
using Mpsim.Models.Wire;

namespace Mpsim.Models.Hosts;

/// <summary>
/// Connections by local and remote endpoint: a hash table with open addressing, laid out so that a look-up touches
/// one or two cache lines before it comes to the connection itself. Never enumerated.
/// </summary>
public sealed class ConnectionTable
{
    private Slot[] _slots = new Slot[16];
    private int _shift = 60;

    public int Count { get; private set; }

    /// <summary>Connections that were removed so far.</summary>
    public long Removals { get; private set; }

    /// <returns>Null when there is none.</returns>
    public SocketPath? Find(in Endpoint local, in Endpoint remote)
    {
        var hash = Hash(local, remote);
        var mask = _slots.Length - 1;
        for (var index = (int)(hash >> _shift); ; index = (index + 1) & mask)
        {
            ref var slot = ref _slots[index];
            if (slot.Path is null)
            {
                return null;
            }

            if (slot.Hash == hash && slot.Path.Remote == remote && slot.Path.Local == local)
            {
                return slot.Path;
            }
        }
    }

    /// <summary>Fetches the slot that a look-up will begin with.</summary>
    internal void Anticipate(in Endpoint local, in Endpoint remote) => CachePrefetch.Line1(ref _slots[(int)(Hash(local, remote) >> _shift)]);

    /// <summary>What a look-up will most likely find, without touching it: only the hash is compared.</summary>
    internal SocketPath? Foresee(in Endpoint local, in Endpoint remote)
    {
        var hash = Hash(local, remote);
        var mask = _slots.Length - 1;
        var index = (int)(hash >> _shift);
        while (_slots[index].Path is not null && _slots[index].Hash != hash)
        {
            index = (index + 1) & mask;
        }

        return _slots[index].Path;
    }

    /// <exception cref="ArgumentException">The pair of endpoints is taken.</exception>
    public void Add(SocketPath path)
    {
        if (Find(path.Local, path.Remote) is not null)
        {
            throw new ArgumentException($"a connection {path.Local} to {path.Remote} exists", nameof(path));
        }

        // Two thirds full: a hit then takes two probes on average, which are mostly in one cache line.
        if (++Count * 3 > _slots.Length * 2)
        {
            Grow();
        }

        Insert(new Slot { Hash = Hash(path.Local, path.Remote), Path = path });
    }

    public void Remove(SocketPath path)
    {
        var mask = _slots.Length - 1;
        var index = (int)(Hash(path.Local, path.Remote) >> _shift);
        while (_slots[index].Path != path)
        {
            if (_slots[index].Path is null)
            {
                return;
            }

            index = (index + 1) & mask;
        }

        Count--;
        Removals++;

        // Moves up what follows, so that no look-up stops at the hole.
        for (var next = (index + 1) & mask; _slots[next].Path is not null; next = (next + 1) & mask)
        {
            var home = (int)(_slots[next].Hash >> _shift);
            if (((next - home) & mask) >= ((next - index) & mask))
            {
                _slots[index] = _slots[next];
                index = next;
            }
        }

        _slots[index] = default;
    }

    /// <summary>The upper bits name the slot where a look-up begins.</summary>
    private static ulong Hash(in Endpoint local, in Endpoint remote) => (local.Digest ^ BitOperations.RotateLeft(remote.Digest, 23)) * 0x9E3779B97F4A7C15;

    private void Insert(in Slot added)
    {
        var mask = _slots.Length - 1;
        var index = (int)(added.Hash >> _shift);
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
        public ulong Hash;
        public SocketPath? Path;
    }
}
