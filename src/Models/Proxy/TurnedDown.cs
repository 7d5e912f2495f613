using Mpsim.Models.Hosts;
using Mpsim.Models.Kernel;
using Mpsim.Models.Units;

namespace Mpsim.Models.Proxy;

/// <summary>
/// A client that was told that it is not served, and to which this end has closed: what it still sends is of no use. When it does not close either, its connection is
/// reset: "This must be no more than 10 seconds after detecting the condition that caused a failure" (RFC 1928 section 6). RFC 8803 section 6.2.2 wants
/// the connection closed and names no time.
/// </summary>
internal sealed class TurnedDown : SocketOwner, ITimerOwner
{
    private static readonly Duration Patience = Duration.FromSeconds(10);

    private readonly StreamSocket _socket;
    private readonly Kernel.Timer _timer;

    public TurnedDown(StreamSocket socket, Scheduler scheduler)
    {
        _socket = socket;
        _timer = new Kernel.Timer(scheduler, this);
        _timer.Arm(scheduler.Now + Patience);
        Discard(socket);
    }

    public override void OnReadable(StreamSocket socket, Instant now) => Discard(socket);

    public override void OnClosed(StreamSocket socket, Instant now) => _timer.Disarm();

    public override void OnAborted(StreamSocket socket, Instant now, AbortReason reason) => _timer.Disarm();

    public void OnTimer(Kernel.Timer timer, Instant now)
    {
        _socket.Owner = null;
        _socket.Abort();
    }

    private static void Discard(StreamSocket socket)
    {
        while (socket.TryRead(long.MaxValue, out _, out _))
        {
        }
    }
}
