using Mpsim.Models.Hosts;
using Mpsim.Models.Units;
using Mpsim.Models.Wire;

namespace Mpsim.Packetdrill.Sockets;

/// <summary>What sockets need of the host they live on.</summary>
internal interface ISocketWorld
{
    Instant Now { get; }

    /// <summary>A number for the octets that one socket writes.</summary>
    int NextStream();

    /// <summary>Lets calls that wait look again.</summary>
    void Wake();

    /// <returns>False when another socket listens to the port.</returns>
    bool TryListen(SocketFile file);

    /// <summary>A connection was accepted.</summary>
    void Remember(ProtocolSocket connection);

    void StopListening(SocketFile file);

    /// <summary>A program calls connect(), whatever comes of it.</summary>
    void OnConnectCalled(SocketFile file);

    ProtocolSocket Connect(SocketFile file, Endpoint? local, Endpoint remote, SocketOwner owner);
}
