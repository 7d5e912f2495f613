using Mpsim.Models.Hosts;
using Mpsim.Models.Network;
using Mpsim.Models.Wire;

namespace Mpsim.Models.Proxy;

// A proxy that only some subflows pass by themselves (draft-deng-mptcp-proxy-01, requirement c): the others come to an address of its own, and
// what the server answers comes back to it even where the routes to the UE do not lead here.
public sealed partial class ProxyNode
{
    /// <summary>The UE's end of the session that one of this proxy's own endpoints goes on for, or has last gone on for.</summary>
    private readonly Dictionary<Endpoint, Endpoint> _ueOf = [];

    /// <summary>What the SYN at hand has arrived on.</summary>
    private Interface? _arrivedOn;

    /// <summary>Subflows that have come here because they were steered.</summary>
    public long SubflowsSteered { get; private set; }

    /// <summary>The UE's endpoint in whose place an endpoint of this proxy talks with a server, or last did.</summary>
    public bool TryFindUe(Endpoint own, out Endpoint ue) => _ueOf.TryGetValue(own, out ue);

    /// <summary>A packet to one of this proxy's own addresses that belongs to no connection: a join of a session that was taken over, whose initial subflow has the server's address, or what is addressed to the proxy itself.</summary>
    private void ReceiveAtOwnAddress(Packet packet, Interface arrivedOn)
    {
        if (ProvesJoin(packet))
        {
            Pool.Return(packet);
            return;
        }

        if (!packet.Segment.IsOpeningSyn || packet.Segment.Options?.MpJoin is not { } join)
        {
            if (packet.Segment.IsOpeningSyn && TakesService(packet))
            {
                Pool.Return(packet);
            }
            else
            {
                base.ReceiveUnmatched(packet, arrivedOn);
            }

            return;
        }

        _arrivedOn = arrivedOn;
        var session = FindByToken(join.Token);
        if (session is null || !RefusesSubflow(packet, session))
        {
            AnswerJoin(packet, join);
            if (session is not null && (Connections.Find(packet.Destination, packet.Source) is not null || IsPending(packet)))
            {
                NoteSteering(packet, session, HasAddress(session.Local.Address) ? "the UE, which addresses the proxy" : "the address that the proxy has announced");
            }
        }

        Pool.Return(packet);
    }

    private protected override void ReceiveInTunnel(Packet packet) => Relay(packet);

    /// <summary>Writes down that a tunnel has brought a SYN here whose connection is taken.</summary>
    private void NoteTunnel(Packet syn, ProtocolSocket? session)
    {
        if (_arrivedOn?.Tunnel is { } tunnel)
        {
            NoteSteering(syn, session, $"the tunnel {tunnel.Name}");
        }
    }

    /// <summary>Writes down what has brought a subflow here.</summary>
    private void NoteSteering(Packet syn, ProtocolSocket? session, string by)
    {
        SubflowsSteered++;
        if (Events.IsEnabled)
        {
            Events.Record(Scheduler.Now, Name, "subflow-steered", $"{syn.Source} - {syn.Destination}{(session is null ? "" : $" of {session.Remote} - {session.Local}")}, by {by}");
        }
    }
}
