using Mpsim.Models.Hosts;
using Mpsim.Models.Proxy;
using Mpsim.Models.Units;
using Mpsim.Models.Wire;

namespace Mpsim.Measuring;

/// <summary>The sockets of one connection of a flow: the opener's, the acceptor's, and between them those of a proxy that takes the session over.</summary>
/// <param name="opener">The socket of the end that opened the connection.</param>
/// <param name="acceptance">Where the connection is meant to be accepted.</param>
/// <param name="openedAt">When it was opened.</param>
internal sealed class ConnectionChain(ProtocolSocket opener, Endpoint acceptance, Instant openedAt)
{
    public Endpoint Acceptance { get; } = acceptance;

    public ProtocolSocket Opener { get; } = opener;

    public Instant OpenedAt { get; } = openedAt;

    /// <summary>The socket of the other end; null until the connection is established there.</summary>
    public ProtocolSocket? Acceptor { get; set; }

    /// <summary>The relay of the proxy; null when none has taken the session over.</summary>
    public Relay? Relay { get; set; }

    /// <summary>What arrived so far at the receiver of the paths, in the order of its TCP connections.</summary>
    public List<PathArrivals> Arrivals { get; } = new(2);

    /// <summary>Nothing of the sockets is left, so what they counted is final.</summary>
    public bool IsOver => Opener.IsRetired && Acceptor is not { IsRetired: false } && Near is not { IsRetired: false } && Far is not { IsRetired: false };

    /// <summary>The proxy's socket toward the opener.</summary>
    private ProtocolSocket? Near => Relay?.Downstream as ProtocolSocket;

    /// <summary>The proxy's socket toward the acceptor.</summary>
    private ProtocolSocket? Far => Relay?.Upstream as ProtocolSocket;

    /// <summary>The socket of one end of the flow.</summary>
    public ProtocolSocket? End(bool opener) => opener ? Opener : Acceptor;

    /// <summary>The socket that one end of the flow talks with: the other end's, or the proxy's.</summary>
    public ProtocolSocket? PeerOf(bool opener) => opener ? Near ?? Acceptor : Far ?? Opener;

    /// <summary>Segments sent again in the direction from one end of the flow to the other, in all parts of the way.</summary>
    public long RetransmissionsFrom(bool opener) =>
        Retransmissions(End(opener)) + (Relay is null ? 0 : Retransmissions(opener ? Far : Near));

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
