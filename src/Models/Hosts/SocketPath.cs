using Mpsim.Models.Kernel;
using Mpsim.Models.Mptcp;
using Mpsim.Models.Tcp;
using Mpsim.Models.Units;
using Mpsim.Models.Wire;

namespace Mpsim.Models.Hosts;

/// <summary>One TCP connection under a socket: the whole of a TCP socket, one subflow of an MPTCP socket.</summary>
public sealed class SocketPath
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

    /// <summary>Octets of IP packets that arrived, headers and repetitions included.</summary>
    public long WireBytesReceived { get; internal set; }

    /// <summary>Octets of IP packets that were sent.</summary>
    public long WireBytesSent { get; internal set; }

    /// <summary>Fetches what a segment of this path will touch into the cache; each step what hangs on the step before.</summary>
    internal void Anticipate(int steps)
    {
        switch (steps)
        {
            case 3:
                CachePrefetch.Of(this, 56);
                break;
            case 2:
                AnticipateObjects();
                break;
            case 1:
                Tcp.Anticipate();
                Socket.Anticipate();
                break;
            default:
                Tcp.Congestion.Anticipate();
                Socket.AnticipateDetails();
                break;
        }
    }

    private void AnticipateObjects()
    {
        CachePrefetch.Of(Tcp, TcpConnection.Octets);
        CachePrefetch.Of(Socket, 128);
        if (Subflow is { } subflow)
        {
            CachePrefetch.Of(subflow, 128);
        }
    }

    /// <summary>Out of the host's table: nothing arrives any more.</summary>
    internal bool IsRemoved { get; set; }
}
