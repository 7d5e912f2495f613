using Mpsim.Models.Hosts;
using Mpsim.Models.Proxy;
using Mpsim.Models.Units;
using Mpsim.Models.Wire;

namespace Mpsim.Measuring;

/// <summary>The sockets of one connection of a flow: the opener's, the acceptor's, and between them those of the proxies that end the session, each of which divides the way into one part more.</summary>
/// <param name="opener">The socket of the end that opened the connection.</param>
/// <param name="acceptance">Where the connection is meant to be accepted.</param>
/// <param name="openedAt">When it was opened.</param>
internal sealed class ConnectionChain(ProtocolSocket opener, Endpoint acceptance, Instant openedAt)
{
    private readonly List<Relay> _relays = new(1);

    public Endpoint Acceptance { get; } = acceptance;

    public ProtocolSocket Opener { get; } = opener;

    public Instant OpenedAt { get; } = openedAt;

    /// <summary>The socket of the other end; null until the connection is established there.</summary>
    public ProtocolSocket? Acceptor { get; set; }

    /// <summary>A proxy has crashed that ended the session, and nobody goes on with it: what its sockets show stands still.</summary>
    public bool IsCut { get; set; }

    /// <summary>The relays of proxies, from the opener on; none when nobody has taken the session over.</summary>
    public IReadOnlyList<Relay> Relays => _relays;

    /// <summary>What arrived so far at the receiver of the paths, in the order of its TCP connections.</summary>
    public List<PathArrivals> Arrivals { get; } = new(2);

    /// <summary>Nothing of the sockets is left, so what they counted is final.</summary>
    public bool IsOver => Opener.IsRetired && Acceptor is not { IsRetired: false }
        && _relays.TrueForAll(relay => relay is { Downstream: not ProtocolSocket { IsRetired: false }, Upstream: not ProtocolSocket { IsRetired: false } });

    /// <summary>
    /// Adds a relay in its place: the proxy nearer to the opener may begin to relay after the other one. It comes behind the relay from whose upstream end its own client
    /// is, and before the one whose client it is itself.
    /// </summary>
    /// <param name="relay">The relay.</param>
    /// <param name="own">The end of a connection as its host has it, whatever NAPTs make of it.</param>
    public void Add(Relay relay, Func<Endpoint, Endpoint> own)
    {
        _relays.RemoveAll(old => HostOf(old)?.Name == HostOf(relay)?.Name);
        var nearer = _relays.FindLastIndex(other => own(other.Upstream.Local) == own(relay.Downstream.Remote));
        var farther = _relays.FindIndex(other => own(relay.Upstream.Local) == own(other.Downstream.Remote));
        _relays.Insert(nearer >= 0 ? nearer + 1 : farther >= 0 ? farther : _relays.Count, relay);
    }

    /// <summary>The part of the way that begins at the relay of a proxy and leads on toward the acceptor; null when that proxy does not relay.</summary>
    public int? PartBeyond(string proxy)
    {
        var index = _relays.FindIndex(relay => HostOf(relay)?.Name == proxy);
        return index < 0 ? null : index + 1;
    }

    /// <summary>The end of a part of the way that is nearer to the opener, whose first part is 0.</summary>
    public ProtocolSocket? Near(int part) => part == 0 ? Opener : _relays[part - 1].Upstream as ProtocolSocket;

    /// <summary>The other end of that part; null while nobody has answered there.</summary>
    public ProtocolSocket? Far(int part) => part == _relays.Count ? Acceptor : _relays[part].Downstream as ProtocolSocket;

    /// <summary>Segments sent again in the direction from one end of the flow to the other, in all parts of the way.</summary>
    public long RetransmissionsFrom(bool opener)
    {
        long sum = 0;
        for (var part = 0; part <= _relays.Count; part++)
        {
            sum += Retransmissions(opener ? Near(part) : Far(part));
        }

        return sum;
    }

    private static Host? HostOf(Relay relay) => (relay.Downstream as ProtocolSocket)?.Host;

    private static long Retransmissions(ProtocolSocket? socket)
    {
        long sum = 0;
        for (var i = 0; i < socket?.Paths.Count; i++)
        {
            sum += socket.Paths[i].Tcp.Retransmissions;
        }

        return sum;
    }
}
