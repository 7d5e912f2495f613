namespace Mpsim.Packetdrill.Sockets;

/// <summary>Where a socket stands in the eyes of its user.</summary>
internal enum SocketPhase
{
    /// <summary>Made, and neither listening nor connecting.</summary>
    Fresh,

    Listening,

    /// <summary>The SYN is out.</summary>
    Connecting,

    Connected,

    /// <summary>The connection was aborted by the other end or by a timeout.</summary>
    Aborted,
}
