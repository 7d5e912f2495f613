using Mpsim.Models.Tcp.Congestion;
using Mpsim.Models.Tcp.Recovery;
using Mpsim.Models.Units;

namespace Mpsim.Models.Tcp;

// The rate at which data leave, and what a congestion control that keeps window and rate by itself is told of each acknowledgement
// (Linux: tcp_rate_gen, cong_control).
public sealed partial class TcpConnection
{
    private readonly DeliveryRateEstimator? _deliveryRate;
    private readonly Pacer? _pacer;

    /// <summary>Octets of payload a second at which data leave; 0 without pacing or before it begins.</summary>
    public long PacingRate => _pacer?.Rate ?? 0;

    private void ControlRate(in AckSample ack, int delivered)
    {
        var sample = new DeliverySample
        {
            Now = ack.Now,
            Rtt = ack.Rtt,
            SmoothedRtt = _rtt.SmoothedRtt,
            Acked = delivered,
            InFlight = InFlight,
            PriorInFlight = ack.PriorInFlight,
            SndUna = _sndUna,
            IsRecovering = _recovery.Phase == RecoveryPhase.Recovery,
            IsLossPhase = _recovery.Phase == RecoveryPhase.Loss,
        };
        _deliveryRate!.EndAck(_rtt.MinRtt, ref sample);
        Congestion.OnDelivery(sample);
        if (Congestion.HoldsBack)
        {
            _deliveryRate.MarkApplicationLimited(InFlight);
        }
    }

    /// <summary>Less than a segment to send while the window is open (Linux: tcp_rate_check_app_limited).</summary>
    private void ConsiderApplicationLimit()
    {
        if (_state >= TcpState.Established && _sendQueue.Bytes < _maximumSegment && _paceUntil == long.MaxValue && InFlight < Congestion.Cwnd
            && _lostUnsent == 0 && _extension is not { HasMoreData: true })
        {
            _deliveryRate!.MarkApplicationLimited(InFlight);
        }
    }
}
