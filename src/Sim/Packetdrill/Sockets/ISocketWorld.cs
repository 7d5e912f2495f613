using Mpsim.Models.Hosts;
using Mpsim.Models.Tcp;
using Mpsim.Models.Units;
using Mpsim.Models.Wire;

namespace Mpsim.Packetdrill.Sockets;

/// <summary>What sockets need of the host they live on.</summary>
internal interface ISocketWorld
{
    Instant Now { get; }

    /// <summary>A number for the octets that one socket writes.</summary>
    int NextStream();

    /// <summary>Fewest segments that leave as one burst (tcp_min_tso_segs).</summary>
    int LeastBurst { get; }

    /// <summary>Octets of send buffer of a new socket (the middle of tcp_wmem).</summary>
    long SendBuffer { get; }

    /// <summary>Times of keep-alive of sockets that say nothing of them (tcp_keepalive_time and its kin).</summary>
    KeepAlive KeepAlive { get; }

    /// <summary>Tells a socket after every packet and call that something may have changed.</summary>
    void Watch(SocketFile file);

    /// <summary>A socket that listens has other settings from now on.</summary>
    void ListenAgain(SocketFile file);

    /// <summary>Octets of a file that shell lines have made; null when there is none.</summary>
    long? SizeOfFile(string path);

    /// <summary>A port for a connection, from a range.</summary>
    /// <returns>Null when none is free.</returns>
    ushort? PickPort(ushort from, ushort until, Endpoint remote);

    /// <summary>Lets calls that wait look again.</summary>
    void Wake();

    /// <returns>False when another socket listens to the port.</returns>
    bool TryListen(SocketFile file);

    /// <summary>A connection was accepted.</summary>
    void Remember(ProtocolSocket connection);

    void StopListening(SocketFile file);

    /// <summary>A program calls connect(), whatever comes of it.</summary>
    void OnConnectCalled(SocketFile file);

    /// <summary>The host opens connections by Fast Open.</summary>
    bool MayOpenFast { get; }

    /// <param name="file">The socket.</param>
    /// <param name="local">Where from, or null.</param>
    /// <param name="remote">Where to.</param>
    /// <param name="owner">Who is told.</param>
    /// <param name="writesFirst">The SYN may wait for data (Fast Open).</param>
    ProtocolSocket Connect(SocketFile file, Endpoint? local, Endpoint remote, SocketOwner owner, bool writesFirst);
}
