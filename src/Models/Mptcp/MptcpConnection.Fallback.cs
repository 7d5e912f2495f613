using Mpsim.Models.Tcp;
using Mpsim.Models.Units;
using Mpsim.Models.Wire.Mptcp;
using Mpsim.Models.Wire.Tcp;

namespace Mpsim.Models.Mptcp;

// Plain TCP where MPTCP does not work (RFC 8684 section 3.7).
public sealed partial class MptcpConnection
{
    /// <summary>Why the connection fell back to TCP, or null.</summary>
    public string? FallbackReason { get; private set; }

    /// <summary>MP_CAPABLE was exchanged in SYN and SYN/ACK, whatever came of it.</summary>
    public bool WasOfferedMptcp { get; internal set; }

    /// <summary>No SYN with MP_CAPABLE was answered, so that one without was sent.</summary>
    public bool FellIntoBlackhole { get; private set; }

    /// <summary>SYNs with MP_CAPABLE seem to vanish on the way: the next ones go without (Linux: mptcp_active_detect_blackhole).</summary>
    internal void OnSynsUnanswered(Subflow subflow)
    {
        FellIntoBlackhole = true;
        FallBack(subflow, "no SYN with MPTCP was answered");
    }

    /// <summary>The first SYN without MPTCP vanishes as well: what swallows them does not do so because of the option (Linux: mpc_drop).</summary>
    internal void OnPlainSynUnanswered() => FellIntoBlackhole = false;

    /// <summary>Plain TCP from here on, on the initial subflow; others have not come to anything.</summary>
    internal void FallBack(Subflow subflow, string reason)
    {
        if (Phase == MptcpPhase.Fallback)
        {
            return;
        }

        Phase = MptcpPhase.Fallback;
        FallbackReason = reason;

        // What waited for another subflow is on its way on this one, whose own numbers now say where data belong.
        _reinjection = null;
        _reinjects = false;
        foreach (var other in _subflows)
        {
            if (other != subflow && other.Phase != SubflowPhase.Closed)
            {
                other.Reset(null);
            }
        }

        if (subflow.Tcp.State >= TcpState.Established)
        {
            subflow.Tcp.UpdateMaximumSegment();
        }

        OnSubflowUsabilityChanged();
    }

    /// <summary>
    /// A segment without DSS on an established subflow: something on the path removes options, or the peer has fallen back because
    /// of that. A connection whose only subflow has carried everything in order falls back as well (Linux: allow_infinite_fallback);
    /// any other cannot tell where such data belong, and closes the subflow.
    /// </summary>
    /// <returns>False to drop the segment.</returns>
    internal bool ToleratesMissingDss(Subflow subflow, in Segment segment, Instant now)
    {
        if (subflow.Phase == SubflowPhase.Handshake || segment.Has(TcpFlags.Syn | TcpFlags.Rst) || segment.Options is { MpCapable: not null } or { MpJoin: not null } or { AddAddress: not null })
        {
            // An option of MPTCP shows that they pass; ADD_ADDR leaves no room for a DSS beside it.
            return true;
        }

        if (segment.PayloadLength > 0 && subflow.SeesPieces && (subflow.IsMapped(segment) || !subflow.IsNext(segment)))
        {
            // A piece of a segment that was cut on the way: its mapping was on another piece.
            return true;
        }

        // To the opener that has seen no DSS yet, even an acknowledgement of nothing but its SYN says that the listener has fallen back.
        var acknowledgesData = (int)(segment.Ack - subflow.Tcp.Iss) > 1 || (subflow is { IsInitial: true, IsOpener: true } && !_hasSeenDss);
        if (IsDataClosed || !(acknowledgesData || segment.PayloadLength > 0 || segment.Has(TcpFlags.Fin)))
        {
            return true;
        }

        if (!MayFallBack(subflow))
        {
            // "Until one of the sent segments has been acknowledged with a DSS" a subflow must prove itself (RFC 8684 section 3.3.6); later
            // an acknowledgement without one only leaves the data level where it is, whose timer sends again elsewhere, as in Linux.
            return (subflow.HasSeenDss && segment.PayloadLength == 0 && !segment.Has(TcpFlags.Fin)) || subflow.Refuse(MpTcpRst.MiddleboxInterference, segment, now);
        }

        if (AnswersJoin())
        {
            return false;
        }

        FallBack(subflow, "options were removed on the path");
        subflow.OnFallback(now);
        OnFallbackSegment(subflow, segment);
        return true;
    }

    /// <summary>
    /// Data that no mapping covers: a device on the way has merged segments or changed the length of the payload. They would fill the
    /// subflow and never be acknowledged at the data level, so RFC 8684 section 3.7 treats the subflow as broken. A connection that
    /// has only this one, and all in order, can go on without mappings.
    /// </summary>
    /// <returns>False to drop the segment.</returns>
    internal bool ToleratesUnmappedData(Subflow subflow, in Segment segment, Instant now)
    {
        if (IsDataClosed || !subflow.IsNext(segment) || subflow.Phase == SubflowPhase.Handshake || segment.Has(TcpFlags.Syn | TcpFlags.Rst))
        {
            return true;
        }

        if (!MayFallBack(subflow))
        {
            return subflow.Refuse(MpTcpRst.MiddleboxInterference, segment, now);
        }

        if (AnswersJoin())
        {
            return false;
        }

        FallBack(subflow, "data came without a mapping");
        subflow.OnFallback(now);
        OnFallbackSegment(subflow, segment);
        return true;
    }

    /// <summary>
    /// Takes a segment after fallback. A mapping that does not agree with the subflow's own numbers comes from a peer that has not
    /// fallen back, and has sent elsewhere or again: the two can no longer understand each other.
    /// </summary>
    /// <returns>False to drop the segment.</returns>
    internal bool OnFallbackSegment(Subflow subflow, in Segment segment, Instant now)
    {
        if (segment is { HasDss: true, PayloadLength: > 0 } && (segment.Dss & DssFlags.Mapping) != 0 && RemoteKey != 0
            && (uint)(PositionOf(segment) - PeerFirstMapped) != segment.SubflowSeq - 1)
        {
            _events |= TcpEvents.Reset;
            return subflow.Refuse(MpTcpRst.MiddleboxInterference, segment, now);
        }

        OnFallbackSegment(subflow, segment);
        if (segment.PayloadLength > 0 && subflow.BytesReceived + (int)(segment.Seq - subflow.Tcp.RcvNxt) + segment.PayloadLength > AdmittedEdge)
        {
            subflow.RequestAck();
            return false;
        }

        return true;
    }

    /// <summary>A wrong checksum may be met by going on in plain TCP (RFC 8684 section 3.7): there is one subflow, and what is in flight is contiguous.</summary>
    internal bool MayGoOnWithout(Subflow subflow) => Phase is MptcpPhase.Established or MptcpPhase.FullyEstablished && !IsDataClosed && MayFallBack(subflow);

    /// <summary>The initial subflow has carried everything, once and in order, in both directions.</summary>
    private bool MayFallBack(Subflow subflow)
    {
        foreach (var other in _subflows)
        {
            if (other != subflow && other.WasEstablished)
            {
                return false;
            }
        }

        return subflow.IsInitial && Reinjected == 0 && subflow.BytesReceived == _rcvNxt;
    }

    /// <summary>
    /// A join was answered and its third ACK has not come. Does the peer have the answer, then it counts two subflows and will not fall back; has
    /// it fallen back, then it will reset the join. Until that is known, what leads to fallback is left to be sent again: data that come
    /// twice could not be told from new ones if only one end fell back (Linux decides without waiting).
    /// </summary>
    private bool AnswersJoin()
    {
        foreach (var subflow in _subflows)
        {
            if (subflow is { IsInitial: false, IsOpener: false, WasEstablished: false } && subflow.Phase != SubflowPhase.Closed)
            {
                return true;
            }
        }

        return false;
    }

    private void OnFallbackSegment(Subflow subflow, in Segment segment)
    {
        // After fallback the subflow's own numbers say everything; the caller looks again once TCP has taken the segment.
        if (segment.Has(TcpFlags.Ack))
        {
            _fallbackAck = segment.Ack;
            _fallbackWindow = subflow.Tcp.WindowOf(segment);
        }
    }

    /// <summary>Brings the data level up to what the only subflow has acknowledged.</summary>
    private void SyncFallback(Subflow subflow, Instant now)
    {
        GrowSendBuffer(subflow);
        var position = Math.Min(subflow.AcknowledgedPosition, _sndNxt);
        if (position > _sndUna)
        {
            Advance(position, now);
        }

        // A segment that another has overtaken opens the window no further than when it was sent.
        _windowEdge = Math.Max(_windowEdge, _sndUna + (int)(_fallbackAck - subflow.Tcp.SndUna) + _fallbackWindow);
        CloseFallbackWhenSent();
    }

    private void CloseFallbackWhenSent()
    {
        if (_dataFinQueued && _sndNxt == Stream.Length && _subflows[0].Tcp.State >= TcpState.SynReceived)
        {
            _subflows[0].CloseWrite();
        }
    }
}
