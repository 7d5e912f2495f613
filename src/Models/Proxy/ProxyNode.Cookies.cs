using Mpsim.Models.Hosts;
using Mpsim.Models.Tcp;
using Mpsim.Models.Wire;
using Mpsim.Models.Wire.Tcp;

namespace Mpsim.Models.Proxy;

// A SYN that is repeated because the cookie that answers it is late may find room, and be answered anew and with state. The UE is connected by whichever answer
// comes first, and what it says then acknowledges that one only.
public sealed partial class ProxyNode
{
    /// <summary>
    /// The UE has the cookie, and this proxy a session in SYN-RECEIVED with another number: the session goes on by the cookie. (Linux: the listener makes a connection of
    /// the cookie beside the request, tcp_check_req and cookie_v4_check.) Data ahead of the cookie wait for their repetition, as without the session.
    /// </summary>
    private protected override bool TakesAsFirstAnswered(SocketPath path, Packet packet)
    {
        if (path.Tcp.State != TcpState.SynReceived || !MayBringCookie || !IsAcknowledgement(packet) || packet.Segment.Ack == path.Tcp.SndNxt
            || path.Socket.Owner is not JoinedHandshakes opening || opening.Downstream != path.Socket)
        {
            return false;
        }

        return GoesOnByCookie(opening, packet) || HasMptcpBehindSyn(packet);
    }

    /// <summary>Makes the UE's side of a session that is being opened of a cookie, in the place of what its repeated SYN has made.</summary>
    /// <returns>False when there is no cookie in the segment.</returns>
    private bool GoesOnByCookie(JoinedHandshakes opening, Packet ack)
    {
        var socket = AcceptByCookie(ack, Replaces, Goes);
        if (socket is null)
        {
            return false;
        }

        opening.Downstream = socket;
        socket.Owner ??= opening;
        return true;

        HostSettings Replaces(Packet syn)
        {
            CookiesRedeemed++;
            _pending.Remove((syn.Source, syn.Destination));
            if (opening.Downstream is { } half)
            {
                Forget(half);
            }

            return SettingsTowardUe(syn.Source, syn.Destination);
        }

        void Goes(StreamSocket downstream)
        {
            if (opening.Upstream is { } upstream)
            {
                StartRelay(downstream, upstream);
            }
            else
            {
                ConnectOn(downstream);
            }
        }
    }

    private static bool IsAcknowledgement(Packet packet) => (packet.Segment.Flags & (TcpFlags.Ack | TcpFlags.Syn | TcpFlags.Rst)) == TcpFlags.Ack;
}
