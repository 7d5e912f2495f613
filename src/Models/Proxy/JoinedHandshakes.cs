using Mpsim.Models.Hosts;
using Mpsim.Models.Units;

namespace Mpsim.Models.Proxy;

/// <summary>The connections of a session before its relay begins: when one goes away while the UE's handshake is not yet done, so does the other.</summary>
/// <param name="aborted">Called when that happens.</param>
internal sealed class JoinedHandshakes(Action aborted) : SocketOwner
{
    /// <summary>The connection toward the server; null where it is opened later.</summary>
    public StreamSocket? Upstream { get; set; }

    public StreamSocket? Downstream { get; set; }

    public override void OnAborted(StreamSocket socket, Instant now, AbortReason reason)
    {
        aborted();
        (socket == Downstream ? Upstream : Downstream)?.Abort();
    }
}
