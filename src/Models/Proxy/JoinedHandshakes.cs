using Mpsim.Models.Hosts;
using Mpsim.Models.Units;
using Mpsim.Models.Wire;

namespace Mpsim.Models.Proxy;

/// <summary>The connections of a session before its relay begins: when one goes away while the UE's handshake is not yet done, so does the other.</summary>
/// <param name="ue">The UE's end.</param>
/// <param name="server">The server's end.</param>
/// <param name="aborted">Called when that happens.</param>
internal class JoinedHandshakes(Endpoint ue, Endpoint server, Action<Endpoint, Endpoint> aborted) : SocketOwner
{
    /// <summary>The connection toward the server; null where it is opened later.</summary>
    public StreamSocket? Upstream { get; set; }

    public StreamSocket? Downstream { get; set; }

    public override void OnAborted(StreamSocket socket, Instant now, AbortReason reason)
    {
        aborted(ue, server);
        (socket == Downstream ? Upstream : Downstream)?.Abort();
    }
}
