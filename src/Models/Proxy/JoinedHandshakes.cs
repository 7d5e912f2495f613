using Mpsim.Models.Hosts;
using Mpsim.Models.Units;

namespace Mpsim.Models.Proxy;

/// <summary>The two connections of a session before its relay begins: when one goes away while the UE's handshake is not yet done, so does the other.</summary>
internal sealed class JoinedHandshakes : SocketOwner
{
    public StreamSocket? Upstream { get; set; }

    public StreamSocket? Downstream { get; set; }

    public override void OnAborted(StreamSocket socket, Instant now, AbortReason reason) => (socket == Downstream ? Upstream : Downstream)?.Abort();
}
