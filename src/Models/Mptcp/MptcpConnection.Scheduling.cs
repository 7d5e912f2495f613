using Mpsim.Models.Mptcp.Scheduling;
using Mpsim.Models.Units;

namespace Mpsim.Models.Mptcp;

// What packet schedulers may see; schedulers that choose data as well as subflows; opportunistic retransmission and penalization.
public sealed partial class MptcpConnection
{
    /// <summary>net.ipv4.tcp_wmem[0].</summary>
    private const int SmallestSendBuffer = 4096;

    /// <summary>Position of the first octet that is not acknowledged at the data level.</summary>
    public long FirstUnacknowledged => _sndUna;

    /// <summary>Position of the first octet that was never given to a subflow.</summary>
    public long NextNew => _sndNxt;

    /// <summary>Octets from <see cref="NextNew"/> on that the peer's window lets out.</summary>
    public long WindowRoom => _windowEdge - _sndNxt;

    /// <summary>Octets that may be unacknowledged at the data level: the peer's window or the send buffer, whichever is smaller.</summary>
    public long SendWindow => Math.Min(_windowEdge - _sndUna, _sendBufferLimit);

    /// <summary>Data are handed to subflows beyond their windows.</summary>
    internal bool CommitsAhead => _assigning is { CommitsAhead: true };

    /// <summary>Where data wait in the subflows' own send buffers, the connection's is their sum and the least that a socket has (Linux: __mptcp_sync_sndbuf).</summary>
    private void GrowSendBufferAhead()
    {
        if (!_tcpSettings.SendBufferAutoTuning || _sendBufferIsFixed)
        {
            return;
        }

        long sum = SmallestSendBuffer;
        foreach (var subflow in _subflows)
        {
            if (subflow.Phase == SubflowPhase.Established)
            {
                sum += subflow.Tcp.SendBufferLimit;
            }
        }

        sum = Math.Min(sum, _tcpSettings.SendBufferLimit);
        if (sum > _sendBufferLimit)
        {
            _sendBufferLimit = sum;
            WakeWriter();
        }
    }

    /// <summary>Where data wait in the subflows, so do segments that are not full (Linux: mptcp_setsockopt_sol_tcp_cork, sync_socket_options).</summary>
    private void TellSubflows()
    {
        foreach (var subflow in _subflows)
        {
            Tell(subflow);
            Touch(subflow);
        }
    }

    private void Tell(Subflow subflow)
    {
        subflow.Tcp.NoDelay = NoDelay;
        subflow.Tcp.Cork = Cork && CommitsAhead;
    }

    private bool TryScheduleAssigned(AssigningScheduler assigning, Instant now, out Subflow subflow)
    {
        subflow = null!;
        _reinjection?.RemoveBefore(_sndUna);
        if (_reinjection is { IsEmpty: false })
        {
            if (assigning.Select(this) is not { } other)
            {
                return false;
            }

            var (start, count) = _reinjection.Take(assigning.Portion(other, _reinjection.First));
            Reinjected += count;
            Carry(assigning, new Assignment(other, start, count), now);
            subflow = other;
            return true;
        }

        if (_owesProbedOctet && WindowRoom > 0 && Phase != MptcpPhase.Fallback && TrySendProbedOctet(subflow = assigning.Select(this)!, now))
        {
            return true;
        }

        if (!assigning.TryAssign(this, out var next))
        {
            return TryOvercomeStall(now, out subflow);
        }

        if (next.Position == _sndNxt && !assigning.CommitsAhead)
        {
            var segment = next.Subflow.Tcp.MaximumSegment;
            if (next.Count < segment && HoldsSmall(Stream.Length - _sndNxt, WindowRoom, segment, now))
            {
                return TryOvercomeStall(now, out subflow);
            }

            _smallEnd = next.Count < segment ? next.Position + next.Count : _smallEnd;
        }

        Carry(assigning, next, now);
        subflow = next.Subflow;
        return true;
    }

    private void Carry(AssigningScheduler assigning, in Assignment assignment, Instant now)
    {
        Commit(assignment.Subflow, assignment.Position, assignment.Count, now);
        _sndNxt = Math.Max(_sndNxt, assignment.Position + assignment.Count);
        _pushIsDue &= Stream.Length > _sndNxt;
        _corkDeadline = long.MaxValue;
        assigning.OnAssigned(this, assignment);
        NoteTimeouts(now);
        if (_dataDeadline == long.MaxValue)
        {
            ArmData(now);
        }
    }

    /// <summary>Nothing new may be sent although a subflow could: the window is closed, or as good as closed, or the writer waits for space in the send buffer.</summary>
    private bool TryOvercomeStall(Instant now, out Subflow subflow)
    {
        subflow = null!;
        var windowIsClosed = WindowRoom < Math.Min(Stream.Length - _sndNxt, _subflows[0].Tcp.MaximumSegment);
        if (!windowIsClosed && !(_writeBlocked && _sndNxt == Stream.Length))
        {
            return false;
        }

        WindowStalls++;
        if (_settings.OpportunisticRetransmission && TryRetransmitHead(now, out subflow))
        {
            return true;
        }

        if (windowIsClosed && WindowRoom <= 0)
        {
            ArmWindowProbe(now);
        }

        return false;
    }

    /// <summary>
    /// Opportunistic retransmission (Raiciu et al., "How Hard Can It Be?", NSDI 2012, section 4.2): a subflow with an open window that
    /// the send window keeps idle repeats the data at the window's left edge, which another one holds up. Penalization: that
    /// one has its window halved, at most once per round trip of its own.
    /// </summary>
    private bool TryRetransmitHead(Instant now, out Subflow subflow)
    {
        subflow = null!;
        if (_sndUna == _sndNxt || _sndUna < _opportunisticEnd || Phase == MptcpPhase.Fallback || HolderOfHead() is not { } holder)
        {
            return false;
        }

        if (_scheduler.Select(this) is not { } idle || idle == holder || idle.Tcp.Rtt.SmoothedRtt >= holder.Tcp.Rtt.SmoothedRtt)
        {
            return false;
        }

        var count = Math.Min(idle.Tcp.MaximumSegment, _sndNxt - _sndUna);
        _opportunisticEnd = _sndUna + count;
        Reinjected += count;
        Commit(idle, _sndUna, count, now);
        if (_settings.Penalization)
        {
            holder.Penalize(now);
        }

        subflow = idle;
        return true;
    }

    /// <summary>The subflow on which the data at the left edge of the send window are outstanding; null when they are on none, or on several.</summary>
    private Subflow? HolderOfHead()
    {
        Subflow? holder = null;
        foreach (var subflow in _subflows)
        {
            if (subflow.Phase == SubflowPhase.Established && subflow.Tcp.IsOutstanding(_sndUna))
            {
                if (holder is not null)
                {
                    return null;
                }

                holder = subflow;
            }
        }

        return holder;
    }
}
