using Mpsim.Models.Wire;

namespace Mpsim.Models.Tcp.FastOpen;

/// <summary>
/// A client's cookies. A server makes them for the client's address, so a host with several keeps one for each pair (RFC 7413 section
/// 4.1.3). Never enumerated; when it is full, the pair that was first heard of is forgotten.
/// </summary>
public sealed class FastOpenCache
{
    /// <summary>Pairs of addresses kept (RFC 7413 section 4.1.3 recommends a bound and leaves it open).</summary>
    public const int Capacity = 1024;

    private readonly Dictionary<(IpAddress Local, IpAddress Remote), FastOpenPeer> _peers = [];
    private readonly Queue<(IpAddress Local, IpAddress Remote)> _order = [];

    /// <summary>What is known of a server, which may be nothing yet.</summary>
    public FastOpenPeer Of(IpAddress local, IpAddress remote)
    {
        if (_peers.TryGetValue((local, remote), out var peer))
        {
            return peer;
        }

        if (_order.Count == Capacity)
        {
            _peers.Remove(_order.Dequeue());
        }

        _order.Enqueue((local, remote));
        return _peers[(local, remote)] = new FastOpenPeer();
    }

    public void Clear()
    {
        _peers.Clear();
        _order.Clear();
    }
}
