using Mpsim.Models.Hosts;
using Mpsim.Models.Units;

namespace Mpsim.Models.Proxy;

/// <summary>A client that was told that it is not served: what it still sends is of no use, and its connection ends when it has closed or reset it.</summary>
internal sealed class TurnedDown : SocketOwner
{
    public TurnedDown(StreamSocket socket) => Discard(socket);

    public override void OnReadable(StreamSocket socket, Instant now) => Discard(socket);

    private static void Discard(StreamSocket socket)
    {
        while (socket.TryRead(long.MaxValue, out _, out _))
        {
        }
    }
}
