using Mpsim.Models.Mptcp;
using Mpsim.Models.Tcp;
using Mpsim.Models.Units;
using Mpsim.Models.Wire;
using Mpsim.Models.Wire.Tcp;

namespace Mpsim.Models.Hosts;

// Handshakes that two other ends have begun, and that this host goes on with in the place of each toward the other.
public partial class Host
{
    /// <summary>The end that opens, toward the one that listens: makes the socket that sent the SYN, had it been this host's, and hands it the answer.</summary>
    /// <param name="syn">The SYN, as it passed here last.</param>
    /// <param name="passedAt">When that was.</param>
    /// <param name="passes">How often it passed.</param>
    /// <param name="answer">The SYN/ACK, which acknowledges the SYN and nothing more.</param>
    /// <param name="owner">Who is told.</param>
    /// <param name="settings">Settings of the connection, as far as the SYN leaves them open.</param>
    private protected ProtocolSocket ConnectInPlace(Packet syn, Instant passedAt, int passes, Packet answer, SocketOwner owner, HostSettings settings)
    {
        var connection = new TcpConnection(HandshakeInPlace.Settings(settings.Tcp, syn.Segment), syn.Segment.Seq, HandshakeInPlace.TimestampOffset(syn.Segment, passedAt), records: Records)
        {
            HeaderLength = Segment.HeaderLengthTo(syn.Destination),
        };
        var socket = new TcpSocket(this, connection, syn.Source, syn.Destination, null) { Owner = owner, Dscp = syn.Dscp, TimeToLive = settings.TimeToLive };
        connection.OpenInPlace(passedAt, passes);
        socket.Paths[0].WireBytesReceived += answer.WireLength;
        socket.OnSegment(socket.Paths[0], Scheduler.Now, answer.Segment);
        return socket;
    }

    /// <summary>The end that listens, toward the one that opens: makes the socket that sent the answer, had it been this host's, and lets it answer with MPTCP.</summary>
    /// <param name="syn">The SYN, without payload.</param>
    /// <param name="answer">The SYN/ACK in whose place the socket's own goes.</param>
    /// <param name="settings">Settings of the connection, as far as the answer leaves them open.</param>
    /// <param name="accepted">Called once the connection is established.</param>
    private protected ProtocolSocket AcceptInPlace(Packet syn, Packet answer, HostSettings settings, Action<StreamSocket> accepted)
    {
        var socket = new MptcpSocket(this, new MptcpConnection(settings.Mptcp, settings.Tcp, Tokens.DrawKey(Chance), Records) { Literals = Pool.Literals }, accepted) { Dscp = syn.Dscp, TimeToLive = settings.TimeToLive };
        socket.ListenInPlace(syn.Destination, syn.Source, Scheduler.Now, syn.Segment, answer.Segment, HandshakeInPlace.Settings(settings.Tcp, answer.Segment));
        socket.Paths[0].WireBytesReceived += syn.WireLength;
        return socket;
    }
}
