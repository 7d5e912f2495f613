using Mpsim.Models.Units;

namespace Mpsim.Models.Tcp.FastOpen;

/// <summary>
/// The connections of a listener that were accepted from their SYN and wait for the third ACK (RFC 7413 section 5.1). One that is reset
/// stays counted for a while, so that spoofed SYNs with a stolen cookie, which their victims reset, soon end Fast Open there.
/// </summary>
public sealed class FastOpenQueue
{
    /// <summary>Time that a reset counts (Linux: reqsk_fastopen_remove).</summary>
    private static readonly Duration ResetCounts = Duration.FromSeconds(60);

    private readonly Queue<Instant> _resets = [];

    /// <summary>Connections that wait, and resets that count.</summary>
    public int Pending { get; private set; }

    /// <summary>There is room for one more below a limit; a reset whose time is over makes it.</summary>
    internal bool HasRoom(Instant now, int limit)
    {
        if (Pending >= limit && _resets.TryPeek(out var until) && until <= now)
        {
            _resets.Dequeue();
            Pending--;
        }

        return Pending < limit;
    }

    internal void OnAccepted() => Pending++;

    internal void OnDone() => Pending--;

    internal void OnReset(Instant now) => _resets.Enqueue(now + ResetCounts);
}
