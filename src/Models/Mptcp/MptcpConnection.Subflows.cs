using Mpsim.Models.Mptcp.Paths;
using Mpsim.Models.Tcp;
using Mpsim.Models.Units;
using Mpsim.Models.Wire;
using Mpsim.Models.Wire.Tcp;

namespace Mpsim.Models.Mptcp;

// What happens on a subflow, and what it means for the connection: keys, joins, addresses, usability, the end of a subflow.
public sealed partial class MptcpConnection
{
    /// <summary>Turns what happened on a subflow into what it means for the connection.</summary>
    private void AfterSubflow(Subflow subflow, Instant now)
    {
        var events = subflow.Tcp.TakeEvents();
        if (events == TcpEvents.None && !subflow.Tcp.IsClosed)
        {
            return;
        }

        if ((events & TcpEvents.Connected) != 0 && subflow.IsInitial)
        {
            _events |= TcpEvents.Connected;
        }

        if (Phase == MptcpPhase.Fallback)
        {
            if (!subflow.IsInitial)
            {
                return;
            }

            _events |= events & (TcpEvents.Readable | TcpEvents.Closed | TcpEvents.Aborted);
            if (subflow.Tcp.IsClosed)
            {
                CloseAll();
            }

            return;
        }

        if (IsFastclosing)
        {
            if (subflow.Tcp.IsClosed)
            {
                CloseAll();
            }

            return;
        }

        if ((events & TcpEvents.Aborted) != 0)
        {
            if (subflow.IsInitial && Phase is MptcpPhase.Handshake or MptcpPhase.Established)
            {
                // The peer may not know the connection: there is nothing that a join could go on with.
                _events |= events & TcpEvents.Aborted;
                CloseAll();
                return;
            }

            CloseSubflow(subflow, now);
        }
        else if (subflow.Tcp.IsClosed)
        {
            CloseSubflow(subflow, now);
        }
    }

    internal void OnPeerKey(ulong key, bool allowsJoins, uint window)
    {
        _windowEdge = Math.Max(_windowEdge, window);
        _largestWindow = window;
        RemoteKey = key;
        RemoteToken = MptcpCrypto.Token(key);
        _firstPeerDsn = MptcpCrypto.InitialDataSequence(key) + 1 - (ulong)_synDataReceived;
        _peerAllowsJoins = allowsJoins || !_settings.HeedsNoJoin;
        Phase = MptcpPhase.Established;
    }

    internal void OnInitialSubflowComplete(Subflow subflow, Instant now)
    {
        if (Phase == MptcpPhase.Established)
        {
            Phase = MptcpPhase.FullyEstablished;
            _pathManager.OnFullyEstablished(subflow.Local, subflow.Remote, subflow.IsOpener, _peerAllowsJoins);
            _joinsWanted = true;
            Announce(now);
        }

        OnSubflowUsabilityChanged();
    }

    internal void OnJoinComplete(Subflow subflow, Instant now)
    {
        OnSubflowUsabilityChanged();
        ReinjectStalled();
        AnnounceRemovals();
        _pathManager.OnJoined();
        if (_pathManager.KeepsOne && subflow.IsOpener)
        {
            CloseOthers(subflow, now);
        }

        if (WantsDataFin && (_aloneSince >= 0 || _dataTimeouts > 0))
        {
            subflow.RequestAck();
        }

        if (_aloneSince >= 0)
        {
            _aloneSince = -1;
            ArmData(now);
        }
    }

    /// <summary>The path manager wants no other subflow beside this one.</summary>
    private void CloseOthers(Subflow kept, Instant now)
    {
        for (var i = 0; i < _subflows.Count; i++)
        {
            if (_subflows[i] != kept && _subflows[i].Phase != SubflowPhase.Closed)
            {
                _subflows[i].GiveReason(Wire.Mptcp.MpTcpRst.UnacceptablePerformance);
                _subflows[i].AbortTcp();
                CloseSubflow(_subflows[i], now);
            }
        }
    }

    /// <summary>A subflow has come to work: what hangs on a path that has gone silent need not wait for that path's next timeout.</summary>
    internal void ReinjectStalled()
    {
        foreach (var stalled in _subflows)
        {
            if (stalled.IsStale && !ChecksSilence)
            {
                Reinject(stalled);
            }
        }
    }

    /// <summary>Which subflows work has changed; what follows from it is worked out once the segment is done with.</summary>
    internal void OnSubflowUsabilityChanged() => _usabilityChanged = true;

    private bool _usabilityChanged;

    private void UpdateUsability()
    {
        if (!_usabilityChanged)
        {
            return;
        }

        _usabilityChanged = false;
        var regular = false;
        foreach (var subflow in _subflows)
        {
            regular |= !subflow.Backup && subflow.IsWorking;
        }

        UsesBackups = !regular;
        _unavailable = 0;
    }

    /// <summary>A subflow is gone; what it had not delivered was handed to the others when its TCP connection ended.</summary>
    internal void CloseSubflow(Subflow subflow, Instant now)
    {
        if (subflow.Phase == SubflowPhase.Closed)
        {
            return;
        }

        subflow.MarkClosed();
        _pathManager.OnSubflowClosed(subflow.Local.Address, !_subflows.Exists(s => s.IsWorking || s.IsJoining));
        _joinsWanted = true;

        OnSubflowUsabilityChanged();
        if (_subflows.TrueForAll(s => s.Phase == SubflowPhase.Closed) && Phase != MptcpPhase.Closed)
        {
            if (IsDataClosed || Phase == MptcpPhase.Fallback)
            {
                Phase = MptcpPhase.Closed;
                _dataDeadline = _addressDeadline = long.MaxValue;
            }
            else
            {
                _aloneSince = now.Nanoseconds;
                _dataDeadline = now.Nanoseconds + AloneTimeout.Nanoseconds;
            }
        }
    }

    /// <summary>A subflow in TIME-WAIT makes way for another connection between the same endpoints.</summary>
    internal void EndTimeWait(Subflow subflow, Instant now)
    {
        subflow.Tcp.EndTimeWait();
        Touch(subflow);
        AfterSubflow(subflow, now);
    }

    private void CloseAll()
    {
        foreach (var subflow in _subflows)
        {
            subflow.MarkClosed();
        }

        Phase = MptcpPhase.Closed;
        _dataDeadline = _addressDeadline = _fastcloseDeadline = long.MaxValue;
    }
}
