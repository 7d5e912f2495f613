using Mpsim.Models.Tcp.Recovery;
using Mpsim.Models.Units;
using Mpsim.Models.Wire.Tcp;

namespace Mpsim.Models.Tcp;

// Packetization layer path MTU discovery (RFC 4821), as Linux has it (tcp_mtu_probe and its kin): a segment of data that is larger than
// the others tells by its acknowledgement, or by being the only one lost, what the path lets pass. Needs no ICMP.
public sealed partial class TcpConnection
{
    /// <summary>Segments of window below which a probe might stall the connection (Linux: tcp_mtu_probe).</summary>
    private const int LeastWindowToProbe = 11;

    /// <summary>Timeouts in a row after which segments are taken to vanish for their size (Linux: tcp_retries1).</summary>
    private const int TimeoutsOfBlackhole = 3;

    private MtuProber? Prober => _settings.MtuProbing is null ? null : (_receiveBuffer as RareState)?.Prober;

    private void BeginProbing(Instant now) => Prober?.Begin(HeaderLength, Math.Min(_peerMss + HeaderLength, _settings.Mtu), now);

    /// <summary>RFC 4821 section 7.4 and 7.5: a probe is sent where there is enough behind it to find its loss by duplicates, and room for it.</summary>
    /// <param name="now">Now.</param>
    /// <param name="segment">Gets the probe.</param>
    /// <param name="waits">Nothing else is to be sent: the window has to drain first.</param>
    private bool TrySendMtuProbe(Instant now, ref Segment segment, out bool waits)
    {
        waits = false;
        if (Prober is not { IsEnabled: true, ProbeSize: 0 } prober || _recovery.Phase != RecoveryPhase.Open || Congestion.Cwnd < LeastWindowToProbe || _sackBlockCount > 0 || _dsackPending)
        {
            return false;
        }

        var options = _timestamps ? TimestampOctets : 0;
        var size = prober.NextSize(_maximumSegment + options + HeaderLength, now);
        var length = size - HeaderLength - options;
        var needed = length + ((ReorderingDegree + 1) * _maximumSegment);
        if (size == 0 || length <= _maximumSegment || _sendQueue.Bytes < needed || _sndWnd < needed || _sendQueue.Contiguous < length)
        {
            return false;
        }

        var payload = _streamMap.Locate(_sendQueue.Position, out var inRun);
        waits = (int)(_sndUna + _sndWnd - _sndNxt) < needed || (InFlight > 0 && InFlight + 2 > Congestion.Cwnd);
        if (waits || inRun < length)
        {
            return false;
        }

        prober.OnSent(size, _sndNxt, _sndNxt + (uint)length);
        EmitData(now, ref segment, payload, length, length);

        // It is two segments in one.
        Congestion.Cwnd--;
        return true;
    }

    /// <summary>RFC 4821 section 7.6.1: the window keeps its octets, in fewer segments.</summary>
    private void AcknowledgeMtuProbe()
    {
        if (Prober is not { ProbeSize: > 0 } prober || SequenceNumber.After(prober.ProbeEnd, _sndUna))
        {
            return;
        }

        var before = _maximumSegment + (_timestamps ? TimestampOctets : 0) + HeaderLength;
        var size = prober.Succeed();
        _pathMtu = (ushort)size;
        Congestion.Cwnd = Math.Max(1, (int)((long)Congestion.Cwnd * before / size));
        UpdateMaximumSegment();
    }

    /// <summary>RFC 4821 section 7.6.2: the loss of a probe alone is no sign of congestion. Its octets go again in segments that pass.</summary>
    /// <returns>False where what is lost is no probe.</returns>
    private bool ForgivesLossOfMtuProbe(Instant now)
    {
        if (_recovery.Phase >= RecoveryPhase.CongestionWindowReduced || Prober is not { ProbeSize: > 0 } prober || prober.ProbeSeq != _sndUna)
        {
            return false;
        }

        prober.Fail();
        Congestion.Cwnd++;
        ResendCut(now);
        return true;
    }

    /// <summary>RFC 4821 sections 7.6.3 and 7.7: a timeout says nothing of the probe; several in a row say that segments are too large.</summary>
    private void TimeOutMtuProbe(Instant now)
    {
        if (Prober is not { } prober || _state < TcpState.Established)
        {
            return;
        }

        var wasOut = prober.ProbeSize > 0;
        prober.Abandon();
        if (_timeoutsInRow > TimeoutsOfBlackhole)
        {
            _pathMtu = (ushort)Math.Min(PathMtu, prober.Retreat(now));
            UpdateMaximumSegment();
            CutToSize(now);
        }
        else if (wasOut)
        {
            CutToSize(now);
        }
    }
}
