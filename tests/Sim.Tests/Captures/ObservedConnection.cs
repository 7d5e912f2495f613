using Mpsim.Measuring;
using Mpsim.Models.Apps;
using Mpsim.Models.Hosts;
using Mpsim.Scenarios.Plan;

namespace Mpsim.Sim.Tests.Captures;

/// <summary>A connection of a flow with its sockets: those of both ends, and of a proxy between them.</summary>
internal sealed class ObservedConnection(ConnectionChain chain, FlowPlan flow, ConnectionRecord record)
{
    private bool OpenerReceives => flow.To == flow.OpenedBy;

    public IEnumerable<ObservedSocket> Sockets()
    {
        yield return new ObservedSocket(chain.Opener, flow.Other, OpenerReceives ? record.Bytes : null);
        if (chain.Acceptor is { } acceptor)
        {
            yield return new ObservedSocket(acceptor, flow.OpenedBy, OpenerReceives ? null : record.Bytes);
        }

        if (chain.Relay is { } relay)
        {
            yield return new ObservedSocket((ProtocolSocket)relay.Downstream, flow.OpenedBy, relay.ToUpstream.BytesIn);
            yield return new ObservedSocket((ProtocolSocket)relay.Upstream, flow.Other, relay.ToDownstream.BytesIn);
        }
    }
}

/// <summary>A socket with what was read from it.</summary>
/// <param name="Socket">The socket.</param>
/// <param name="Toward">The node, or class of subscribers, that is at the other end of the flow from here.</param>
/// <param name="Read">Octets that its owner has read by its own count; null where nobody counts them, as requests.</param>
internal sealed record ObservedSocket(ProtocolSocket Socket, string Toward, long? Read)
{
    /// <summary>Octets that came up from the protocol: read, or ready to be read.</summary>
    public long? Delivered => Read + Socket.Readable;
}
