using Mpsim.Models.Mptcp.Paths;
using Mpsim.Models.Wire;

namespace Mpsim.Models.Hosts;

/// <summary>A further subflow that a path manager asks for and a <see cref="JoinGate"/> may hold back.</summary>
public sealed class WantedJoin
{
    private readonly MptcpSocket _socket;
    private readonly JoinRequest _request;

    internal WantedJoin(MptcpSocket socket, in JoinRequest request) => (_socket, _request) = (socket, request);

    /// <summary>The connection that it is to be a part of.</summary>
    public ProtocolSocket Socket => _socket;

    /// <summary>The address that it is to come from; none where that is left to the routes.</summary>
    public IpAddress Local => _request.Local;

    /// <summary>Opens it; one that is no longer possible, or is there already, is given up.</summary>
    public void Open() => _socket.JoinNow(_request);
}
