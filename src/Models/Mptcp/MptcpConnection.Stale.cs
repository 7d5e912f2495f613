using Mpsim.Models.Mptcp.Scheduling;
using Mpsim.Models.Tcp;
using Mpsim.Models.Units;

namespace Mpsim.Models.Mptcp;

// The connection-level retransmission timer as Linux 6.18 runs it: mptcp_retransmit_timer, mptcp_subflow_get_retrans, mptcp_pm_subflow_chk_stale.
public sealed partial class MptcpConnection
{
    /// <summary>Subflows are judged by what comes back from them, at the data-level timer, rather than by their retransmission timeouts.</summary>
    internal bool ChecksSilence => _settings.StaleLossCount > 0;

    /// <summary>
    /// mptcp_set_timeout: the longest time that a subflow still waits for its own timer. A subflow that was silent at the last check
    /// does not count, so that the checks of a path that has failed follow each other quickly.
    /// </summary>
    private void NoteTimeouts(Instant now)
    {
        if (!ChecksSilence)
        {
            return;
        }

        var longest = 0L;
        foreach (var subflow in _subflows)
        {
            if (subflow.IsWorking && subflow.SilentChecks == 0 && subflow.Tcp.TimerDeadline is { } deadline && deadline != Instant.Never)
            {
                longest = Math.Max(longest, deadline.Nanoseconds - now.Nanoseconds);
            }
        }

        _checkInterval = longest > 0 ? longest : RttEstimator.MinimumRto.Nanoseconds;
    }

    /// <summary>Time until the next check, or until a DATA_FIN or window probe is repeated, which is doubled while nothing answers.</summary>
    private long CheckInterval(Instant now)
    {
        if (_sndUna == _sndNxt)
        {
            return Math.Min(RttEstimator.MinimumRto.Nanoseconds << Math.Min(_dataTimeouts, 10), RttEstimator.MaximumRto.Nanoseconds);
        }

        if (_assigning is null)
        {
            NoteTimeouts(now);
        }

        return _checkInterval;
    }

    /// <summary>
    /// The timer has fired with data outstanding: subflows that have something outstanding are checked, and one that has nothing repeats
    /// the first fragment; a backup only where nothing else moves.
    /// </summary>
    private void CheckSubflows(Instant now)
    {
        Subflow? idle = null;
        Subflow? backup = null;
        var fewest = int.MaxValue;
        foreach (var subflow in _subflows)
        {
            if (subflow.Phase != SubflowPhase.Established || !subflow.Tcp.CanSend)
            {
                continue;
            }

            if (subflow.Tcp.Outstanding > 0 || subflow.Tcp.Unsent > 0)
            {
                CheckSilence(subflow, now);
                fewest = Math.Min(fewest, subflow.SilentChecks);
            }
            else if (subflow.Backup)
            {
                backup ??= subflow;
            }
            else
            {
                idle ??= subflow;
            }
        }

        if ((idle ?? (fewest > 1 ? backup : null)) is { } chosen && _reinjection is null or { IsEmpty: true })
        {
            RepeatFragment(chosen, now);
        }
    }

    private void RepeatFragment(Subflow subflow, Instant now)
    {
        var count = Math.Min(LinuxScheduler.Fragment - (_sndUna % LinuxScheduler.Fragment), _sndNxt - _sndUna);
        Reinjected += count;
        Commit(subflow, _sndUna, count, now);
    }

    private void CheckSilence(Subflow subflow, Instant now)
    {
        if (!subflow.CountSilence(now) || subflow.IsStale || subflow.SilentChecks <= _settings.StaleLossCount)
        {
            return;
        }

        foreach (var other in _subflows)
        {
            if (other != subflow && other.IsWorking && other.SilentChecks < Math.Max(_settings.StaleLossCount - 1, 1))
            {
                subflow.MarkStale();
                Reinject(subflow);
                return;
            }
        }
    }
}
