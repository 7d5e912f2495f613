using Mpsim.Models.Hosts;
using Mpsim.Models.Kernel;
using Mpsim.Models.Units;

namespace Mpsim.Models.Proxy;

/// <summary>
/// Resets a client that has connected to a service of the proxy and does not come to its request: it would take a socket for ever, and no limit is about it yet. The
/// RFCs name no time; 30 s is what SOCKS servers grant for the negotiation (Dante: timeout.negotiate).
/// </summary>
internal sealed class RequestPatience : ITimerOwner
{
    private static readonly Duration Longest = Duration.FromSeconds(30);

    private readonly StreamSocket _client;
    private readonly Kernel.Timer _timer;

    public RequestPatience(StreamSocket client, Scheduler scheduler)
    {
        _client = client;
        _timer = new Kernel.Timer(scheduler, this);
        _timer.Arm(scheduler.Now + Longest);
    }

    /// <summary>The request is there, or the client is gone.</summary>
    public void End() => _timer.Disarm();

    public void OnTimer(Kernel.Timer timer, Instant now)
    {
        _client.Owner = null;
        _client.Abort();
    }
}
