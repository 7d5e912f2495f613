using Mpsim.Models.Kernel;
using Mpsim.Models.Units;

namespace Mpsim.Models.Proxy.Shaping;

/// <summary>
/// Keeps the streams that share a rate to it: what there are no tokens for stays in the relay, whose full buffer closes the sender's window; nothing is dropped.
/// Streams that wait take turns, a quantum each. So do proxies that end connections (the bandwidth limits of HAProxy and Envoy).
/// </summary>
internal sealed class Shaper : ITimerOwner
{
    /// <summary>A quantum is what the rate brings in a millisecond, as Linux sizes bursts that it paces (sk_pacing_shift), but not below a segment.</summary>
    private const long QuantumsPerSecond = 1_000;
    private const long LeastQuantum = 1_460;

    private readonly TokenBucket _bucket;
    private readonly ShapingCount _count;
    private readonly Kernel.Timer _timer;
    private readonly Queue<(ShapedStream Stream, long Part)> _waiting = [];
    private readonly long _quantum;
    private ShapedStream? _served;
    private bool _isRetired;

    /// <param name="scheduler">Scheduler of the proxy.</param>
    /// <param name="rate">The rate of all streams together, in octets of payload.</param>
    /// <param name="burst">Octets that may pass at once after a pause.</param>
    /// <param name="count">Counts what waits.</param>
    public Shaper(Scheduler scheduler, DataRate rate, long burst, ShapingCount count)
    {
        _bucket = new TokenBucket(rate, burst, scheduler.Now);
        _count = count;
        _timer = new Kernel.Timer(scheduler, this);
        _quantum = Math.Min(burst, Math.Max(LeastQuantum, rate.BitsPerSecond / 8 / QuantumsPerSecond));
    }

    /// <summary>Asks for tokens; a stream that gets none is resumed when it is its turn.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="wanted">Octets that it has, at least one.</param>
    /// <param name="now">Now.</param>
    /// <returns>Octets that may pass now.</returns>
    public long Grant(ShapedStream stream, long wanted, Instant now)
    {
        var part = Math.Min(wanted, _quantum);
        var available = _waiting.Count > 0 && _served != stream ? 0 : _bucket.Available(now);
        if (available < part)
        {
            Wait(stream, part, now);
            return 0;
        }

        return _waiting.Count > 0 ? part : Math.Min(wanted, available);
    }

    /// <summary>Octets of a stream pass, no more than were granted.</summary>
    public void Take(ShapedStream stream, long octets)
    {
        _bucket.Take(octets);
        if (_served == stream)
        {
            _served = null;
        }
    }

    /// <summary>No stream of it is left.</summary>
    public void Retire()
    {
        _isRetired = true;
        _timer.Retire();
    }

    public void OnTimer(Kernel.Timer timer, Instant now)
    {
        while (!_isRetired && _waiting.TryPeek(out var first) && _bucket.Available(now) >= first.Part)
        {
            _waiting.Dequeue();
            _count.OnResumed(now - first.Stream.WaitsSince);
            first.Stream.WaitsFor = null;
            _served = first.Stream;
            first.Stream.Resume(now);
            _served = null;
        }

        if (!_isRetired && _waiting.TryPeek(out var next))
        {
            _timer.Arm(_bucket.TimeFor(next.Part, now));
        }
    }

    private void Wait(ShapedStream stream, long part, Instant now)
    {
        if (stream.WaitsFor is not null)
        {
            return;
        }

        stream.WaitsFor = this;
        stream.WaitsSince = now;
        _waiting.Enqueue((stream, part));
        if (_waiting.Count == 1 && _served is null)
        {
            _timer.Arm(_bucket.TimeFor(part, now));
        }
    }
}
