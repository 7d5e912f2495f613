using Mpsim.Models.Hosts;
using Mpsim.Models.Tcp;
using Mpsim.Models.Units;
using Mpsim.Models.Wire;
using Mpsim.Models.Wire.Tcp;

namespace Mpsim.Models.Proxy;

// What is left of a session toward its server when its UE asks for another between the same ends. The UE knows nothing of that connection: its own subflow
// with these ends may have gone long ago, and the session go on over others.
public sealed partial class ProxyNode
{
    /// <summary>Pairs of endpoints whose last SYN made a connection or a subflow here: what arrives for them when their sockets are gone is not for anyone else.</summary>
    private readonly HashSet<(Endpoint Ue, Endpoint Server)> _taken = [];

    private bool StandsInTheWay(Packet syn) => Connections.Find(syn.Source, syn.Destination) is { Tcp.State: not TcpState.TimeWait };

    /// <summary>
    /// An opening SYN between the ends of a connection of this proxy with a server. One in TIME-WAIT makes way, without another word to its session: the server
    /// has the only state that the SYN could be too old for, and judges it itself (RFC 9293 section 3.10.7.4, fourth). Any other is not touched: "If the SYN bit
    /// is set, irrespective of the sequence number, TCP MUST send an ACK (also referred to as challenge ACK) to the remote peer" (RFC 5961 section 4.2), which
    /// the server would send to this proxy, where the UE would not hear of it.
    /// </summary>
    /// <returns>True when the SYN goes no further.</returns>
    private bool MeetsOld(Packet syn)
    {
        if (Connections.Find(syn.Source, syn.Destination) is not { } old)
        {
            return false;
        }

        if (old.Tcp.State == TcpState.TimeWait)
        {
            old.Socket.EndTimeWait(old, Scheduler.Now);
            return false;
        }

        if (old.Socket.Owner is Relay relay)
        {
            relay.Challenge = old.Tcp.SndNxt;
        }

        Challenge(syn, old.Tcp);
        return true;
    }

    /// <summary>What the server would answer to the SYN: where it stands, by what is known of it here. Whoever gets it has no connection that the window could be about.</summary>
    private void Challenge(Packet syn, TcpConnection old)
    {
        var answer = Pool.Rent();
        answer.Source = syn.Destination;
        answer.Destination = syn.Source;
        answer.Segment.Flags = TcpFlags.Ack;
        answer.Segment.Seq = old.RcvNxt;
        answer.Segment.Ack = old.SndNxt;
        answer.Segment.Window = ushort.MaxValue;
        answer.Measure();
        Forward(answer);
    }

    /// <summary>
    /// Ends a session whose UE has lost its state, by the RST that answers the challenge: its number shows that whoever sends it has got that, as an RST of
    /// RFC 5961 section 3.2 must. A session that the UE still has a subflow of has more than these ends, and one that the UE has closed is over by itself
    /// when the server has everything; a UE that wants their ends repeats its SYN, and gives up where it must.
    /// </summary>
    private void EndLost(Packet packet)
    {
        if (packet.Segment.Has(TcpFlags.Rst) && Connections.Find(packet.Source, packet.Destination) is { Socket.Owner: Relay { HasNobody: true } relay } && relay.Challenge == packet.Segment.Seq)
        {
            relay.OnAborted(relay.Downstream, Scheduler.Now, AbortReason.Reset);
            relay.Downstream.Abort();
        }
    }
}
