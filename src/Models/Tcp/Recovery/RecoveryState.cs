using System.Runtime.InteropServices;
using Mpsim.Models.Units;

namespace Mpsim.Models.Tcp.Recovery;

/// <summary>Where loss recovery stands; names as Linux's (tcp_ca_state).</summary>
public enum RecoveryPhase : byte
{
    /// <summary>Nothing unusual.</summary>
    Open,

    /// <summary>SACKs arrived; it may be reordering.</summary>
    Disorder,

    /// <summary>An echoed mark brings the window down, without a loss (RFC 3168; Linux: TCP_CA_CWR).</summary>
    CongestionWindowReduced,

    /// <summary>Fast recovery: RACK has found losses.</summary>
    Recovery,

    /// <summary>A retransmission timeout fired.</summary>
    Loss,
}

/// <summary>Loss recovery's variables of one connection, laid out without gaps.</summary>
[StructLayout(LayoutKind.Auto)]
internal struct RecoveryState
{
    public Rack Rack;
    public ProportionalRateReduction Prr;
    public RecoveryPhase Phase;

    /// <summary>SND.NXT when the recovery began; it ends when SND.UNA reaches it (RFC 6582's "recover").</summary>
    public uint HighSeq;

    /// <summary>The window and threshold to return to when the recovery proves needless.</summary>
    public int PriorCwnd;
    public int PriorSsthresh;

    /// <summary>The recovery may still prove needless.</summary>
    public bool CanUndo;

    /// <summary>SND.UNA when it began: a D-SACK of older data says nothing about it (Linux: undo_marker).</summary>
    public uint UndoMarker;

    /// <summary>Retransmissions in flight then and sent since, not yet reported by D-SACK (Linux: undo_retrans).</summary>
    public int UndoRetransmissions;

    /// <summary>TSval of the first retransmission of this recovery (RFC 3522, Eifel detection).</summary>
    public uint FirstRetransmissionStamp;
    public bool HasRetransmissionStamp;

    /// <summary>TLP.end_seq (RFC 8985 section 7.1): SND.NXT when a tail loss probe was sent, while one is out.</summary>
    public uint ProbeEndSeq;
    public bool ProbeIsOut;
    public bool ProbeIsRetransmission;

    /// <summary>A tail loss probe is due and leaves with the next segment.</summary>
    public bool ProbeIsDue;

    /// <summary>When RACK is to look again for losses.</summary>
    public Instant ReorderingDeadline;

    public readonly bool IsReducing => Phase is RecoveryPhase.Recovery or RecoveryPhase.CongestionWindowReduced;
}
