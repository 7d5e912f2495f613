using Mpsim.Models.Tcp;
using Mpsim.Models.Units;

namespace Mpsim.Models.Mptcp;

// Deadlines of the subflows and of the data level, and what is sent again when they come.
public sealed partial class MptcpConnection
{
    /// <summary>Time without any subflow after which the connection is given up (Linux: net.mptcp.close_timeout).</summary>
    private Duration AloneTimeout => _settings.CloseTimeout;

    /// <summary>The shortest data-level timeout, and the time without an acknowledgement after which a subflow that holds data back is given up on.</summary>
    private static readonly Duration DataTimeout = Duration.FromSeconds(1);

    /// <summary>DATA_FINs that are repeated in vain before an end that has never seen a DSS takes the peer to have fallen back.</summary>
    private const int UnansweredDataFins = 6;

    /// <summary>When <see cref="OnTimeout"/> wants to be called.</summary>
    public Instant NextTimeout
    {
        get
        {
            var deadline = Math.Min(Math.Min(_dataDeadline, _corkDeadline), Math.Min(_addressDeadline, _fastcloseDeadline));
            return new Instant(Math.Min(deadline, _deadlines.Earliest));
        }
    }

    /// <summary>Lets deadlines that have come take effect.</summary>
    public void OnTimeout(Instant now)
    {
        for (var i = 0; i < _subflows.Count; i++)
        {
            var subflow = _subflows[i];
            if (_deadlines[i] <= now.Nanoseconds)
            {
                subflow.OnDeadline(now);
                Touch(subflow);
                AfterSubflow(subflow, now);
                if (subflow.Tcp.IsClosed)
                {
                    CloseSubflow(subflow, now);
                }
            }
        }

        UpdateUsability();
        if (_addressDeadline <= now.Nanoseconds)
        {
            RepeatAnnouncements(now);
        }

        if (_corkDeadline <= now.Nanoseconds)
        {
            Push();
        }

        if (_fastcloseDeadline <= now.Nanoseconds)
        {
            OnFastcloseTimeout(now);
        }

        if (_dataDeadline <= now.Nanoseconds)
        {
            OnDataTimeout(now);

            // A subflow may have become stale just now, and a backup is to take its data at once.
            UpdateUsability();
        }
    }

    /// <summary>
    /// The data-level timer (RFC 8684 section 3.3.6 leaves its length open): a second, which is longer than the timeouts of the
    /// subflows that it stands behind, and doubled while nothing answers; or Linux's.
    /// </summary>
    private void ArmData(Instant now) =>
        _dataDeadline = now.Nanoseconds + (ChecksSilence && Phase != MptcpPhase.Fallback
            ? CheckInterval(now)
            : Math.Min(DataTimeout.Nanoseconds << Math.Min(_dataTimeouts, 7), RttEstimator.MaximumRto.Nanoseconds));

    /// <summary>Probes of a window that was closed with nothing in flight.</summary>
    public int WindowProbes { get; private set; }

    /// <summary>
    /// Linux probes the data level by the octet before the window, mapped once more, which its subflow can send only when the window
    /// opens, ahead of new data (mptcp_sendmsg_frag: zero_window_probe).
    /// </summary>
    private bool _owesProbedOctet;

    private bool TrySendProbedOctet(Subflow? chosen, Instant now)
    {
        if (chosen is null)
        {
            return false;
        }

        _owesProbedOctet = false;
        Reinjected++;
        Commit(chosen, _sndUna - 1, 1, now);
        return true;
    }

    private void ArmWindowProbe(Instant now)
    {
        if (_sndUna == _sndNxt && _dataDeadline == long.MaxValue)
        {
            ArmData(now);
        }
    }

    private void OnDataTimeout(Instant now)
    {
        _dataDeadline = long.MaxValue;
        if (Phase == MptcpPhase.Closed)
        {
            return;
        }

        if (IsDataClosed)
        {
            EndFinWait(now);
            return;
        }

        if (_aloneSince >= 0)
        {
            OnAlone(now);
            return;
        }

        _dataTimeouts++;
        if (_sndUna < _sndNxt)
        {
            if (ChecksSilence && Phase != MptcpPhase.Fallback)
            {
                CheckSubflows(now);
            }
            else if (Phase != MptcpPhase.Fallback)
            {
                SendAgain(now);
            }

            ArmData(now);
        }
        else if (WantsDataFin && Phase == MptcpPhase.Established && _dataTimeouts > UnansweredDataFins)
        {
            // Not one DSS has come back: what removes options from our segments lets the peer see none of our DATA_FINs.
            FallBack(_subflows[0], "nothing answers in MPTCP");
            CloseFallbackWhenSent();
        }
        else if (WantsDataFin)
        {
            NoticeSilence(now);
            RequestDataFin(now);
        }
        else if (Stream.Length > _sndNxt)
        {
            NoticeSilence(now);
            WindowProbes++;
            _owesProbedOctet = ChecksSilence && _sndUna > 0 && Phase != MptcpPhase.Fallback;

            // A path that is silent without our knowing it, or loses options, must not be the only one that is asked.
            AskForLife();
            ArmData(now);
        }
    }

    /// <summary>Asks the peer on each established subflow for an acknowledgement, as a probe of its window does.</summary>
    public void AskForLife()
    {
        foreach (var subflow in _subflows)
        {
            if (subflow.Phase == SubflowPhase.Established)
            {
                subflow.RequestWindowProbe();
            }
        }
    }

    /// <summary>
    /// DATA_FINs and window probes take no sequence number that a retransmission timeout would miss. Nothing has come back on a subflow
    /// for the time of one, during which it was asked more than once: as with data, the path manager may know another way.
    /// </summary>
    private void NoticeSilence(Instant now)
    {
        if (_dataTimeouts < 2)
        {
            return;
        }

        var asked = RttEstimator.MinimumRto.Nanoseconds << Math.Min(_dataTimeouts - 1, 10);
        foreach (var subflow in _subflows)
        {
            if (subflow.IsWorking && subflow.IsSilent(now) && subflow.Tcp.Rto.Nanoseconds <= asked)
            {
                _pathManager.OnSubflowStalled(subflow.Local.Address);
                _joinsWanted = true;
            }
        }
    }

    /// <summary>The data sequence has not moved for a data-level timeout.</summary>
    private void SendAgain(Instant now)
    {
        if (_subflows.TrueForAll(s => s.Tcp.Outstanding == 0 || !s.IsWorking) && (_subflows.Exists(s => s.IsWorking) || _subflows.TrueForAll(s => s.Tcp.Outstanding == 0)))
        {
            // Every subflow that works has delivered, and still no Data ACK: the data level sends again itself. What is missing may be with one
            // that has fallen silent, which has acknowledged a part of a mapping and not delivered it.
            (_reinjection ??= _records.RentRanges()).Add(_sndUna, _sndNxt);
            _reinjects = true;
            return;
        }

        // A subflow may wait long for its own timeout: after a back-off, or after a round trip that was measured across one.
        // What it holds back would keep the others idle as soon as the window is full.
        foreach (var subflow in _subflows)
        {
            if (subflow.IsWorking && subflow.Tcp.Outstanding > 0 && now - subflow.LastProgress >= DataTimeout && AnotherWorks(subflow))
            {
                subflow.GiveUpOn();
                OnSubflowTimeout(subflow);
            }
        }
    }

    /// <summary>A subflow whose other end is gone without a word waits for a FIN that will not come: nobody reads from it any more.</summary>
    private void EndFinWait(Instant now)
    {
        foreach (var subflow in _subflows)
        {
            if (subflow.Tcp.State == TcpState.FinWait2)
            {
                subflow.AbortTcp();
                CloseSubflow(subflow, now);
            }
        }

        if (Phase != MptcpPhase.Closed)
        {
            _dataDeadline = now.Nanoseconds + FinWait.Nanoseconds;
        }
    }

    private void OnAlone(Instant now)
    {
        if (now.Nanoseconds - _aloneSince >= AloneTimeout.Nanoseconds)
        {
            // A join that is still shaking hands comes too late.
            _events |= TcpEvents.TimedOut;
            foreach (var subflow in _subflows)
            {
                subflow.AbortTcp();
            }

            CloseAll();
            return;
        }

        _dataDeadline = _aloneSince + AloneTimeout.Nanoseconds;
    }

    private void RequestDataFin(Instant now)
    {
        if (_sndNxt < Stream.Length)
        {
            return;
        }

        // On every subflow, as Linux: which of them work is known only of those that carry data.
        foreach (var subflow in _subflows)
        {
            if (subflow.Phase == SubflowPhase.Established)
            {
                subflow.RequestAck();
            }
        }

        if (_sndUna < _sndNxt)
        {
            ArmData(now);
            return;
        }

        // Linux: mptcp_set_datafin_timeout; 0.2, 0.2, 0.4, 0.8 s and so on.
        _dataDeadline = now.Nanoseconds + Math.Min(RttEstimator.MinimumRto.Nanoseconds << Math.Clamp(_dataTimeouts - 1, 0, 9), RttEstimator.MaximumRto.Nanoseconds);
    }

    internal void OnSubflowTimeout(Subflow subflow)
    {
        OnSubflowUsabilityChanged();
        if (Phase != MptcpPhase.FullyEstablished)
        {
            return;
        }

        if (AnotherWorks(subflow))
        {
            Reinject(subflow);
        }

        _pathManager.OnSubflowStalled(subflow.Local.Address);
        _joinsWanted = true;
    }

    private bool AnotherWorks(Subflow subflow)
    {
        foreach (var other in _subflows)
        {
            if (other != subflow && other.IsWorking)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>What a subflow has not delivered goes to the others.</summary>
    internal void Reinject(Subflow subflow)
    {
        if (Phase == MptcpPhase.Fallback || subflow.Tcp is { Outstanding: 0, Unsent: 0 })
        {
            return;
        }

        var lost = _records.RentRanges();
        subflow.Tcp.CollectUnacknowledged(lost);

        // Nothing but a SYN or FIN: a join that is refused has lost nothing.
        if (!lost.IsEmpty)
        {
            if (ChecksSilence)
            {
                // Linux keeps no record of what went where, and begins again (__mptcp_retransmit_pending_data).
                lost.Add(_sndUna, Math.Max(_sndUna, _sndNxt));
            }
            else
            {
                ExceptHeldByOthers(lost, subflow);
            }

            AddToReinjection(lost, subflow);
        }

        _records.Return(lost);
    }

    /// <summary>
    /// The peer has closed a subflow over a wrong checksum. What is mapped from there on "MUST NOT be DATA_ACKed" and goes to the others
    /// (RFC 8684 section 3.7), though the subflow may have acknowledged it: pieces of a mapping are, before the last one can be judged.
    /// </summary>
    internal void OnMappingRefused(Subflow subflow, ulong dsn)
    {
        var start = Math.Max((long)(dsn - _firstDsn), _sndUna);
        if (Phase == MptcpPhase.Fallback || start >= _sndNxt)
        {
            return;
        }

        var lost = _records.RentRanges();
        lost.Add(start, _sndNxt);
        ExceptHeldByOthers(lost, subflow);
        AddToReinjection(lost, subflow);
        _records.Return(lost);
    }

    /// <summary>What working subflows have been given and will deliver need not go to them again.</summary>
    private void ExceptHeldByOthers(RangeSet lost, Subflow subflow)
    {
        var held = _records.RentRanges();
        foreach (var other in _subflows)
        {
            if (other != subflow && other.IsWorking)
            {
                other.Tcp.CollectUnacknowledged(held);
            }
        }

        lost.Remove(held);
        _records.Return(held);
    }

    private void AddToReinjection(RangeSet lost, Subflow subflow)
    {
        if (_assigning is { GivesAllToEach: true } && AnotherWorks(subflow))
        {
            return;
        }

        (_reinjection ??= _records.RentRanges()).Add(lost);
        _reinjection.RemoveBefore(_sndUna);
        LookAtReinjection();
    }
}
