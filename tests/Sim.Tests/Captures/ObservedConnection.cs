using Mpsim.Measuring;
using Mpsim.Models.Apps;
using Mpsim.Models.Hosts;
using Mpsim.Models.Wire.Conversion;
using Mpsim.Scenarios.Plan;

namespace Mpsim.Sim.Tests.Captures;

/// <summary>A connection of a flow with its sockets: those of both ends, and of the proxies between them.</summary>
/// <param name="chain">The sockets.</param>
/// <param name="flow">The flow.</param>
/// <param name="record">What its ends have counted; null where that is not known, since a connection was opened a second time without the proxy that the opener addresses.</param>
internal sealed class ObservedConnection(ConnectionChain chain, FlowPlan flow, ConnectionRecord? record)
{
    private bool OpenerReceives => flow.To == flow.OpenedBy;

    /// <summary>
    /// The most octets that an addressed proxy and its client say to each other before the data, in each direction, which neither counts as data: one message of Convert (RFC 8803 section 4.1), or
    /// the three of SOCKS 5 with user name and password (RFC 1928, RFC 1929).
    /// </summary>
    private long MostSaid => flow.Proxy?.Protocol switch
    {
        ProxyProtocol.Convert => ConvertMessage.MostOctets,
        ProxyProtocol.Socks5 => 3 + 3 + 255 + 255 + 22,
        _ => 0,
    };

    public IEnumerable<ObservedSocket> Sockets()
    {
        yield return new ObservedSocket(chain.Opener, flow.Other, OpenerReceives ? record?.Bytes : null, MostSaid);
        if (chain.Acceptor is { } acceptor)
        {
            yield return new ObservedSocket(acceptor, flow.OpenedBy, OpenerReceives ? null : record?.Bytes);
        }

        foreach (var relay in chain.Relays)
        {
            yield return new ObservedSocket((ProtocolSocket)relay.Downstream, flow.OpenedBy, relay.ToUpstream.BytesIn, MostSaid);
            yield return new ObservedSocket((ProtocolSocket)relay.Upstream, flow.Other, relay.ToDownstream.BytesIn);
        }
    }
}

/// <summary>A socket with what was read from it.</summary>
/// <param name="Socket">The socket.</param>
/// <param name="Toward">The node, or class of subscribers, that is at the other end of the flow from here.</param>
/// <param name="Read">Octets that its owner has read by its own count; null where nobody counts them, as requests.</param>
/// <param name="MostSaid">At most so many octets came before those, and are not counted.</param>
internal sealed record ObservedSocket(ProtocolSocket Socket, string Toward, long? Read, long MostSaid = 0)
{
    /// <summary>What came up from the protocol, read or ready to be read, agrees with what tshark has followed.</summary>
    /// <param name="followed">Octets that came in order.</param>
    /// <param name="isBounded">The socket has no more than that.</param>
    public bool Has(long followed, bool isBounded) =>
        Read is not { } read || (read + Socket.Readable <= followed && (isBounded || followed <= read + Socket.Readable + MostSaid));

    public override string ToString() => $"{Read} octets read of {Socket}, {Socket.Readable} to be read";
}
