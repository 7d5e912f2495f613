using Mpsim.Models.Units;

namespace Mpsim.Models.Tcp.FastOpen;

/// <summary>
/// Remembers that something on the way seemed to drop what follows a Fast Open (Linux: tcp_fastopen_active_disable): for a time, which
/// doubles when it happens again, the host opens without. All servers are meant, since what drops mostly stands near the client.
/// </summary>
public sealed class FastOpenBlackhole
{
    /// <summary>Doublings at most (Linux: tcp_fastopen_active_should_disable).</summary>
    private const int MostDoublings = 6;

    private int _times;
    private Instant _at = Instant.Zero;

    /// <summary>Seen before, and not refuted since.</summary>
    public bool IsSuspected => _times > 0;

    /// <summary>Fast Open is not to be used now.</summary>
    /// <param name="now">Now.</param>
    /// <param name="timeout">How long the first suspension lasts for who asks; zero for who does not suspend.</param>
    public bool Holds(Instant now, Duration timeout) =>
        _times > 0 && now < _at + new Duration(timeout.Nanoseconds << Math.Min(_times - 1, MostDoublings));

    internal void OnBlackhole(Instant now, Duration timeout)
    {
        if (timeout > Duration.Zero)
        {
            _at = now;
            _times++;
        }
    }

    /// <summary>Data have come over a connection that was opened fast: the next blackhole is the first again.</summary>
    internal void OnDataReceived() => _times = 0;
}
