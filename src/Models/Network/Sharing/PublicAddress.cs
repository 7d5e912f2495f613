using Mpsim.Models.Wire;

namespace Mpsim.Models.Network.Sharing;

/// <summary>One public address: which of its ports are taken, and which of its blocks.</summary>
internal sealed class PublicAddress
{
    private readonly ulong[] _taken = new ulong[(ushort.MaxValue + 1) / 64];
    private readonly Queue<int> _freeBlocks = [];
    private readonly ushort _first;
    private readonly ushort _last;
    private int _next;

    public PublicAddress(IpAddress address, SharingSettings settings)
    {
        Address = address;
        (_first, _last, _next) = (settings.FirstPort, settings.LastPort, settings.FirstPort);
        Free = settings.PortsPerAddress;
        for (var block = 0; settings.Blocks == BlockAllocation.Dynamic && block < settings.BlocksPerAddress; block++)
        {
            _freeBlocks.Enqueue(settings.FirstPort + (block * settings.BlockSize));
        }
    }

    public IpAddress Address { get; }

    /// <summary>Ports of the range that nobody has.</summary>
    public int Free { get; private set; }

    /// <summary>Blocks that nobody has.</summary>
    public int FreeBlocks => _freeBlocks.Count;

    /// <summary>The first port of the block that was free for the longest time.</summary>
    public int TakeBlock() => _freeBlocks.Dequeue();

    public void ReturnBlock(int first) => _freeBlocks.Enqueue(first);

    public bool IsTaken(int port) => (_taken[port >> 6] & (1UL << (port & 63))) != 0;

    public void Take(int port)
    {
        _taken[port >> 6] |= 1UL << (port & 63);
        Free -= IsInRange(port) ? 1 : 0;
    }

    public void Return(int port)
    {
        _taken[port >> 6] &= ~(1UL << (port & 63));
        Free += IsInRange(port) ? 1 : 0;
    }

    /// <summary>The preferred port while it is free, as most NATs do and Linux does; otherwise the next free one. There is one.</summary>
    public ushort FindPort(ushort preferred)
    {
        if (IsInRange(preferred) && !IsTaken(preferred))
        {
            return preferred;
        }

        while (true)
        {
            var port = _next;
            _next = _next == _last ? _first : _next + 1;
            if (!IsTaken(port))
            {
                return (ushort)port;
            }
        }
    }

    private bool IsInRange(int port) => port >= _first && port <= _last;
}
