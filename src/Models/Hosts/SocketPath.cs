using Mpsim.Models.Kernel;
using Mpsim.Models.Mptcp;
using Mpsim.Models.Tcp;
using Mpsim.Models.Units;
using Mpsim.Models.Wire;

namespace Mpsim.Models.Hosts;

/// <summary>One TCP connection under a socket: the whole of a TCP socket, one subflow of an MPTCP socket.</summary>
public sealed class SocketPath
{
    internal SocketPath(ProtocolSocket socket, TcpConnection tcp, Subflow? subflow, Endpoint local, Endpoint remote)
    {
        Socket = socket;
        Tcp = tcp;
        Subflow = subflow;
        Local = local;
        Remote = remote;
    }

    public ProtocolSocket Socket { get; }

    public TcpConnection Tcp { get; }

    /// <summary>The subflow, or null under a TCP socket.</summary>
    public Subflow? Subflow { get; }

    public Endpoint Local { get; }

    public Endpoint Remote { get; }

    /// <summary>Octets of IP packets that arrived, headers and repetitions included.</summary>
    public long WireBytesReceived { get; internal set; }

    /// <summary>Octets of IP packets that were sent.</summary>
    public long WireBytesSent { get; internal set; }

    /// <summary>Fetches what a segment of this path will touch into the cache.</summary>
    internal void Anticipate()
    {
        CachePrefetch.Of(Tcp, 704);
        CachePrefetch.Of(Socket, 128);
        if (Subflow is { } subflow)
        {
            CachePrefetch.Of(subflow, 128);
        }

        if (Sibling is { } sibling)
        {
            CachePrefetch.Of(sibling, 64);
        }
    }

    /// <summary>Fetches what hangs on the objects that <see cref="Anticipate"/> has fetched.</summary>
    internal void AnticipateDetails()
    {
        Tcp.Anticipate();
        Socket.Anticipate();
        if (Sibling is { } sibling && Tcp.Outstanding > 0)
        {
            CachePrefetch.Of(sibling.Subflow!, 64);
            CachePrefetch.Of(sibling.Tcp, 512);
        }
    }

    /// <summary>Another path of the same socket, which a scheduler looks at when this one frees room; null when there is none.</summary>
    internal SocketPath? Sibling { get; set; }

    /// <summary>Out of the host's table: nothing arrives any more.</summary>
    internal bool IsRemoved { get; set; }
}
