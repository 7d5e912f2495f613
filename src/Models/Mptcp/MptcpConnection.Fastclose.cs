using Mpsim.Models.Tcp;
using Mpsim.Models.Units;
using Mpsim.Models.Wire.Mptcp;
using Mpsim.Models.Wire.Tcp;

namespace Mpsim.Models.Mptcp;

// The whole connection ends at once: MP_FASTCLOSE in both its forms (RFC 8684 section 3.5).
public sealed partial class MptcpConnection
{
    /// <summary>"The number of retransmissions SHOULD be limited to avoid this connection being retained for a long time": 3 is recommended.</summary>
    private const int FastcloseRepeats = 3;

    /// <summary>
    /// Ends the connection at once, and tells the peer by MP_FASTCLOSE: on an RST on every subflow (Option R, as Linux), or on
    /// an ACK on one subflow, which the peer answers by RST, with plain RSTs on the others (Option A).
    /// </summary>
    public void Abort(Instant now)
    {
        if (_closer is not null)
        {
            return;
        }

        var option = Phase is MptcpPhase.Fallback or MptcpPhase.Handshake ? null : new SegmentOptions { MpFastclose = new MpFastclose(RemoteKey) };

        // Before the peer is known to have our key, acknowledgements have no room beside MP_CAPABLE.
        _closer = _settings.FastcloseByAck && Phase == MptcpPhase.FullyEstablished ? Speaker() : null;
        foreach (var subflow in _subflows)
        {
            if (subflow.Phase != SubflowPhase.Closed && subflow != _closer)
            {
                subflow.Reset(_closer is null ? option : null);
            }
        }

        if (_closer is null)
        {
            CloseAll();
            return;
        }

        _dataDeadline = long.MaxValue;
        _closer.SendOption(option!);
        ArmFastclose(now);
    }

    internal bool IsFastclosing => _closer is not null;

    private void ArmFastclose(Instant now) => _fastcloseDeadline = now.Nanoseconds + _closer!.Tcp.Rto.Nanoseconds;

    private void OnFastcloseTimeout(Instant now)
    {
        if (++_fastclosesRepeated > FastcloseRepeats)
        {
            _closer!.Reset(null);
            CloseAll();
            return;
        }

        _closer!.SendOption(new SegmentOptions { MpFastclose = new MpFastclose(RemoteKey) });
        ArmFastclose(now);
    }

    /// <param name="option">The option.</param>
    /// <param name="resets">The subflow whose RST carried it, which needs no RST in answer; null when another segment did.</param>
    internal void OnFastclose(MpFastclose option, Subflow? resets)
    {
        if (option.ReceiverKey != LocalKey || Phase == MptcpPhase.Closed)
        {
            return;
        }

        // In FASTCLOSE_WAIT both ends have closed at the same time: the user has asked for it and need not be told.
        if (!IsDataClosed && !IsFastclosing)
        {
            _events |= TcpEvents.Reset;
        }

        foreach (var subflow in _subflows)
        {
            if (subflow.Phase != SubflowPhase.Closed && subflow != resets)
            {
                // RFC 8684 section 3.5 wants an RST on all subflows; Linux gives the unspecified reason.
                subflow.Reset(new SegmentOptions { MpTcpRst = new MpTcpRst(false, 0) });
            }
        }

        CloseAll();
    }
}
