using Mpsim.Models.Tcp.Recovery;
using Mpsim.Models.Units;
using Mpsim.Models.Wire;
using Mpsim.Models.Wire.Tcp;

namespace Mpsim.Models.Tcp;

// Explicit Congestion Notification (RFC 3168 section 6.1), with Linux's details.
public sealed partial class TcpConnection
{
    /// <summary>Acknowledgements sent at once when marks begin to arrive (Linux: tcp_ecn_check_ce).</summary>
    private const int QuickAcksAfterMark = 2;

    private EcnCodepoint _codepoint;
    private bool _ecnAgreed;

    /// <summary>A mark arrived, and no CWR since: acknowledgements carry ECE (section 6.1.3).</summary>
    private bool _echoesMark;

    /// <summary>A segment brings a mark and a CWR: the CWR is of an earlier mark.</summary>
    private bool _markOutlivesCwr;

    /// <summary>The window was reduced: the next new data carry CWR (section 6.1.2).</summary>
    private bool _cwrPending;

    /// <summary>Both ends take marks (RFC 3168 section 6.1.1).</summary>
    public bool EcnAgreed => _ecnAgreed;

    /// <summary>Reductions of the window that an echoed mark caused.</summary>
    public int EcnReductions { get; private set; }

    /// <summary>What the IP header of the segment that <see cref="TryEmit"/> has just filled in is to carry; asking once a segment clears it.</summary>
    public EcnCodepoint TakeCodepoint()
    {
        var codepoint = _codepoint;
        if (codepoint != EcnCodepoint.NotEct)
        {
            _codepoint = EcnCodepoint.NotEct;
        }

        return codepoint;
    }

    /// <summary>The segment that is handed in next has met congestion on the way (its IP header says CE).</summary>
    public void OnCongestionExperienced(in Segment segment)
    {
        if (!_ecnAgreed || segment.PayloadLength == 0)
        {
            return;
        }

        if (!_echoesMark)
        {
            _echoesMark = true;
            _quickAcks = Math.Max(_quickAcks, (byte)QuickAcksAfterMark);
        }

        // RFC 3168 section 6.1.3: CWR ends the echo of the marks before it, not of the one that comes with it.
        _markOutlivesCwr = segment.Has(TcpFlags.Cwr);
    }

    /// <summary>The flags of a SYN or SYN-ACK (section 6.1.1). A SYN that is sent again does without, in case it was that which was dropped (Linux: tcp_ecn_fallback).</summary>
    private TcpFlags EcnSetup(bool isAnswer, bool isFirst)
    {
        if (isAnswer)
        {
            return _ecnAgreed ? TcpFlags.Ece : TcpFlags.None;
        }

        return _settings.Ecn && isFirst ? TcpFlags.Ece | TcpFlags.Cwr : TcpFlags.None;
    }

    /// <summary>What the peer's SYN or SYN-ACK says of ECN.</summary>
    private void AgreeOnEcn(in Segment syn)
    {
        var setup = syn.Flags & (TcpFlags.Ece | TcpFlags.Cwr);
        var wanted = syn.Has(TcpFlags.Ack) ? TcpFlags.Ece : TcpFlags.Ece | TcpFlags.Cwr;
        _ecnAgreed = _settings.Ecn && setup == wanted;
    }

    /// <summary>New data carry ECT(0), and CWR once after a reduction; what is sent again, and pure acknowledgements, do not (sections 6.1.4 and 6.1.5).</summary>
    private void MarkCapable(ref Segment segment)
    {
        _codepoint = EcnCodepoint.Ect0;
        if (_cwrPending)
        {
            _cwrPending = false;
            segment.Flags |= TcpFlags.Cwr;
        }
    }

    private void AcceptCwr(in Segment segment)
    {
        if (!segment.Has(TcpFlags.Cwr) || !_ecnAgreed)
        {
            return;
        }

        if (_markOutlivesCwr)
        {
            _markOutlivesCwr = false;
        }
        else
        {
            _echoesMark = false;
        }

        // Linux: the sender is told at once that its CWR has arrived.
        _ackNow |= segment.PayloadLength > 0;
    }

    /// <summary>
    /// An echoed mark reduces the window as a loss would, once per window of data (section 6.1.2); PRR brings it down over the
    /// round trip, as in Linux (tcp_enter_cwr).
    /// </summary>
    private void AcceptEcho(Instant now)
    {
        if (!_ecnAgreed || _recovery.Phase >= RecoveryPhase.CongestionWindowReduced)
        {
            return;
        }

        EcnReductions++;
        _recovery.Phase = RecoveryPhase.CongestionWindowReduced;
        _recovery.HighSeq = _sndNxt;
        _recovery.CanUndo = false;
        _recovery.Prr.Begin(Congestion.Cwnd);
        Congestion.Ssthresh = Congestion.SsthreshAfterLoss(now);
        _cwrPending = true;
    }
}
