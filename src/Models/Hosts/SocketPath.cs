using Mpsim.Models.Kernel;
using Mpsim.Models.Mptcp;
using Mpsim.Models.Network;
using Mpsim.Models.Tcp;
using Mpsim.Models.Units;
using Mpsim.Models.Wire;

namespace Mpsim.Models.Hosts;

/// <summary>One TCP connection under a socket: the whole of a TCP socket, one subflow of an MPTCP socket.</summary>
public sealed class SocketPath : Recipient
{
    internal SocketPath(ProtocolSocket socket, TcpConnection tcp, Subflow? subflow)
    {
        Socket = socket;
        Tcp = tcp;
        Subflow = subflow;
    }

    public ProtocolSocket Socket { get; }

    public TcpConnection Tcp { get; }

    /// <summary>The subflow, or null under a TCP socket.</summary>
    public Subflow? Subflow { get; }

    // A subflow knows its ends, and so does a TCP socket: kept once, they take fewer cache lines.
    public Endpoint Local => Subflow is { } subflow ? subflow.Local : Socket.Local;

    public Endpoint Remote => Subflow is { } subflow ? subflow.Remote : Socket.Remote;

    /// <summary>A subflow that is established and not yet closing.</summary>
    public bool IsEstablishedSubflow => Subflow?.Phase == SubflowPhase.Established;

    /// <summary>When a segment has last come on the subflow; <see cref="Instant.Never"/> under a TCP socket, where it is not known.</summary>
    public Instant LastHeard => Subflow?.LastHeard ?? Instant.Never;

    /// <summary>Octets of IP packets that arrived, headers and repetitions included.</summary>
    public long WireBytesReceived { get; internal set; }

    /// <summary>Octets of IP packets that were sent.</summary>
    public long WireBytesSent { get; internal set; }

    internal override void Anticipate(Packet packet, int step)
    {
        var hasData = packet.Segment.PayloadLength > 0;
        switch (step)
        {
            case 0:
                AnticipateObjects(hasData);
                break;
            case 1:
                Tcp.Anticipate(hasData);
                Socket.Anticipate(hasData);
                break;
            default:
                Tcp.Congestion.Anticipate();
                Socket.AnticipateDetails(hasData);
                break;
        }
    }

    private void AnticipateObjects(bool hasData)
    {
        if (hasData)
        {
            TcpConnection.AnticipateData(Tcp);
        }
        else
        {
            TcpConnection.AnticipateAcknowledgement(Tcp);
        }

        CachePrefetch.Part(Socket, 0, 112);
        if (Subflow is { } subflow)
        {
            CachePrefetch.Part(subflow, 0, 232);
        }
    }

    /// <summary>Out of the host's table: nothing arrives any more.</summary>
    internal bool IsRemoved { get; set; }

    /// <summary>The routes by which <see cref="RouteIndex"/> was found; zero before the first packet.</summary>
    internal int RouteVersion { get; set; }

    /// <summary>Place among the host's interfaces of the one by which packets of this path leave.</summary>
    internal ushort RouteIndex { get; set; }
}
