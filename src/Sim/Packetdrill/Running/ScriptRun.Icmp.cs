using Mpsim.Models.Tcp;
using Mpsim.Packetdrill.Matching;
using Mpsim.Packetdrill.Syntax;

namespace Mpsim.Packetdrill.Running;

// ICMP errors about the host's segments.
internal sealed partial class ScriptRun
{
    /// <summary>Codes of "destination unreachable". Without one it is the network; <c>CODE</c> is what the runner of public suites defines.</summary>
    private static readonly Dictionary<string, IcmpErrorKind> Codes = new()
    {
        ["net_unreachable"] = IcmpErrorKind.NetworkUnreachable,
        ["host_unreachable"] = IcmpErrorKind.HostUnreachable,
        ["protocol_unreachable"] = IcmpErrorKind.ProtocolUnreachable,
        ["proto_unreachable"] = IcmpErrorKind.ProtocolUnreachable,
        ["port_unreachable"] = IcmpErrorKind.PortUnreachable,
        ["frag_needed"] = IcmpErrorKind.PacketTooBig,
        ["CODE"] = IcmpErrorKind.HostUnreachable,
    };

    private void InjectIcmp(IcmpAction icmp)
    {
        if (icmp.Outbound)
        {
            throw new UnsupportedException("ICMP messages of the host");
        }

        var kind = icmp switch
        {
            { Type: "packet_too_big" } => IcmpErrorKind.PacketTooBig,
            { Type: "unreachable", Code: null } => IcmpErrorKind.NetworkUnreachable,
            { Type: "unreachable", Code: { } code } when Codes.TryGetValue(code, out var known) => known,
            _ => throw new UnsupportedException($"the ICMP message {icmp.Type} {icmp.Code}".TrimEnd()),
        };
        if (kind == IcmpErrorKind.PacketTooBig && icmp.Mtu is null)
        {
            throw new RunException("an ICMP message about the size of a packet needs an MTU");
        }

        var flow = _flows.Current ?? throw new RunException("there is no connection that an ICMP message could be about");
        if (_world.Connections.Any(connection => connection.Local == flow.Local && connection.Remote == flow.Remote && connection is Models.Hosts.MptcpSocket))
        {
            throw new UnsupportedException("ICMP messages about connections of MPTCP");
        }

        _world.InjectIcmp(flow.Local, flow.Remote, new IcmpError(kind, flow.LocalToLive(icmp.Sequence, false), icmp.Mtu ?? 0));
    }
}
