using Mpsim.Models.Tcp.Recovery;
using Mpsim.Models.Units;

namespace Mpsim.Models.Tcp;

// Congestion window validation (RFC 2861, which RFC 7661 has replaced, and Linux has kept).
public sealed partial class TcpConnection
{
    /// <summary>
    /// A window that was not full for the time of a timeout comes halfway down to what was used of it (RFC 2861; Linux: tcp_cwnd_validate,
    /// tcp_cwnd_application_limited). Since each acknowledgement that lets the window grow starts that time anew, this is for data
    /// that are sent while none comes.
    /// </summary>
    private void ValidateWindow(Instant now)
    {
        if (IsCwndLimited)
        {
            _cwndUsed = 0;
            _cwndValidatedAt = now.Nanoseconds;
            return;
        }

        _cwndUsed = Math.Max(_cwndUsed, _sent.Count);
        if (now.Nanoseconds - _cwndValidatedAt < Rto.Nanoseconds || !_settings.SlowStartAfterIdle || Congestion.ControlsRate)
        {
            return;
        }

        _cwndValidatedAt = now.Nanoseconds;
        if (_recovery.Phase != RecoveryPhase.Open || (_extension?.WriterWaits ?? _writeBlocked))
        {
            return;
        }

        var used = Math.Max(_cwndUsed, _settings.InitialWindow);
        if (used < Congestion.Cwnd)
        {
            Congestion.Ssthresh = Math.Max(Congestion.Ssthresh, (Congestion.Cwnd >> 1) + (Congestion.Cwnd >> 2));
            Congestion.Cwnd = (Congestion.Cwnd + used) >> 1;
        }

        _cwndUsed = 0;
    }
}
