using Mpsim.Models.Units;

namespace Mpsim.Models.Tcp.FastOpen;

/// <summary>
/// Remembers that something on the way seemed to drop what follows a Fast Open (Linux: tcp_fastopen_active_disable): for a time, which
/// doubles when it happens again, the host opens without. All servers are meant, since what drops mostly stands near the client.
/// </summary>
public sealed class FastOpenBlackhole(Duration timeout)
{
    /// <summary>Doublings at most (Linux: tcp_fastopen_active_should_disable).</summary>
    private const int MostDoublings = 6;

    private int _times;
    private Instant _until = Instant.Zero;

    /// <summary>Seen before, and not refuted since.</summary>
    public bool IsSuspected => _times > 0;

    /// <summary>Fast Open is not to be used now.</summary>
    public bool Holds(Instant now) => now < _until;

    internal void OnBlackhole(Instant now)
    {
        if (timeout > Duration.Zero)
        {
            _until = now + new Duration(timeout.Nanoseconds << Math.Min(_times++, MostDoublings));
        }
    }

    /// <summary>Data have come over a connection that was opened fast: the next blackhole is the first again.</summary>
    internal void OnDataReceived() => _times = 0;
}
