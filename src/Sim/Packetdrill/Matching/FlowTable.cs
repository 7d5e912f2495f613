using Mpsim.Models.Mptcp;
using Mpsim.Models.Wire;
using Mpsim.Models.Wire.Mptcp;
using Mpsim.Models.Wire.Tcp;
using Mpsim.Packetdrill.Syntax;

namespace Mpsim.Packetdrill.Matching;

/// <summary>The flows that were seen, and the one that packets without addresses belong to.</summary>
/// <param name="variables">What the script has named.</param>
/// <param name="addresses">The addresses of the run.</param>
/// <param name="isConnected">The host has a connection between two ends.</param>
internal sealed class FlowTable(Variables variables, DrillAddresses addresses, Func<Endpoint, Endpoint, bool> isConnected)
{
    private readonly List<Flow> _flows = [];
    private ushort _nextRemotePort = FirstRemotePort;

    private const ushort FirstRemotePort = 40000;

    /// <summary>The flow used last.</summary>
    public Flow? Current { get; private set; }

    /// <summary>The next SYN to inject without addresses opens a new connection, since a socket has begun to listen.</summary>
    public bool ExpectsNewConnection { get; set; }

    /// <summary>The flow of a packet that the host has sent; a new one begins with its SYN.</summary>
    public Flow OfSent(SentPacket sent)
    {
        var flow = _flows.FindLast(known => known.IsBetween(sent.Local, sent.Remote));
        ref readonly var segment = ref sent.Segment;
        var isFreshSyn = segment.Flags == TcpFlags.Syn && flow is { HostHasSynchronised: true } && flow.LocalIsn != segment.Seq;
        if (flow is null || isFreshSyn)
        {
            flow = new Flow(sent.Local, sent.Remote);
            _flows.Add(flow);
        }

        Current = flow;
        if (segment.Has(TcpFlags.Syn) && !flow.HostHasSynchronised)
        {
            flow.HostHasSynchronised = true;
            flow.LocalIsn = segment.Seq;
        }

        if (segment.Options?.MpCapable is { SenderKey: { } key })
        {
            flow.Session.LocalKey ??= key;
        }

        if (segment.Options?.MpJoin is { } join)
        {
            flow.LocalNonce = join.Kind == MpJoinKind.Ack ? flow.LocalNonce : join.Nonce;
            if (join.Kind == MpJoinKind.Syn)
            {
                flow.Session = FindSession(session => session.RemoteKey is { } remote && MptcpCrypto.Token(remote) == join.Token) ?? flow.Session;
            }
        }

        return flow;
    }

    /// <summary>The flow that a packet to inject belongs to.</summary>
    public Flow ToInject(PacketAction packet)
    {
        var opens = packet.Flags == TcpFlags.Syn || (packet.Flags & (TcpFlags.Syn | TcpFlags.Ack)) == TcpFlags.Syn;
        if (packet.Source is null && packet.Destination is null)
        {
            if (Current is null || (opens && ExpectsNewConnection))
            {
                Current = Add(new Endpoint(addresses.Local, addresses.BindPort), FreshRemote(addresses.Remote));
            }

            ExpectsNewConnection &= !opens;
            return Current;
        }

        ExpectsNewConnection &= !opens;
        var local = Resolve(packet.Destination, isLocal: true);
        var remote = Resolve(packet.Source, isLocal: false);
        var known = Find(local, remote);
        return Current = known is null || (opens && known.HostHasSynchronised && !isConnected(local, remote)) ? Add(local, remote) : known;
    }

    public Flow? Find(Endpoint local, Endpoint remote) => _flows.FindLast(flow => flow.IsBetween(local, remote));

    public Session? FindSession(Predicate<Session> wanted) => _flows.FindLast(flow => wanted(flow.Session))?.Session;

    /// <summary>The address that an ADD_ADDR to inject names, when the script gives it none: the next of the tester's that no name has.</summary>
    public Endpoint FreshRemoteAddress(ushort port) => new(addresses.NextRemote(address => variables.HasAddress(address) || _flows.Exists(flow => flow.Remote.Address == address)), port);

    private Flow Add(Endpoint local, Endpoint remote)
    {
        var flow = new Flow(local, remote);
        _flows.Add(flow);
        return flow;
    }

    private Endpoint FreshRemote(IpAddress address) => new(address, _nextRemotePort++);

    private Endpoint Resolve(EndpointSpec? end, bool isLocal)
    {
        switch (end)
        {
            case { Variable: { } name }:
                if (variables.FindEndpoint(name) is not { } bound)
                {
                    bound = isLocal ? DefaultLocal() : DefaultRemote();
                    variables.SetEndpoint(name, bound);
                }

                return bound;
            case { Address: { } address, Port: { } port }:
                return new Endpoint(address, port);
            case { Port: { } only }:
                return new Endpoint(isLocal ? addresses.Local : addresses.Remote, only);
            default:
                return Current is { } current ? (isLocal ? current.Local : current.Remote) : isLocal ? DefaultLocal() : DefaultRemote();
        }
    }

    private Endpoint DefaultLocal() => Current?.Local ?? new Endpoint(addresses.Local, addresses.BindPort);

    /// <summary>The first name stands for the peer there is; each further one for another address of it.</summary>
    private Endpoint DefaultRemote()
    {
        if (Current is { } current && !variables.HasAddress(current.Remote.Address))
        {
            return current.Remote;
        }

        return Current is null && !variables.HasAddress(addresses.Remote) ? FreshRemote(addresses.Remote) : FreshRemoteAddress(_nextRemotePort++);
    }
}
