using Mpsim.Models.Units;
using Mpsim.Models.Wire.Tcp;

namespace Mpsim.Models.Tcp;

// What the SYNs agree on, and the step to ESTABLISHED.
public sealed partial class TcpConnection
{
    /// <summary>
    /// Active OPEN in place of an end whose SYN has left already, with the initial sequence number, timestamps and options that this
    /// connection was made with (<see cref="HandshakeInPlace"/>). That end repeats the SYN as long as it must; this one waits for the answer.
    /// </summary>
    /// <param name="sentAt">When the SYN was last sent.</param>
    /// <param name="transmissions">How often: a round trip is not measured on one that was repeated (RFC 6298 section 3).</param>
    public void OpenInPlace(Instant sentAt, int transmissions)
    {
        Move(TcpTransition.ActiveOpen);
        ref var sent = ref _sent.Push(_records);
        sent = new SentSegment { Seq = _sndNxt, SentAt = sentAt.Nanoseconds, Marks = transmissions > 1 ? SegmentMarks.Syn | SegmentMarks.EverRetransmitted : SegmentMarks.Syn, Transmissions = (byte)Math.Min(transmissions, byte.MaxValue) };
        _deliveryRate?.OnSent(_sent.Tail - 1, _sent.Head, sentAt.Nanoseconds, true);
        _sndNxt++;
    }

    private void AcceptSyn(in Segment segment, Instant now)
    {
        _irs = segment.Seq;
        _rcvNxt = segment.Seq + 1;
        _lastAckSent = _rcvNxt;
        var options = segment.Options;
        _peerMss = options?.MaximumSegmentSize ?? (ushort)(HeaderLength > Segment.HeaderLength ? DefaultSendMssOverIPv6 : DefaultSendMss);
        _sackPermitted = _settings.Sack && options is { SackPermitted: true };
        _timestamps = _settings.Timestamps && segment.HasTimestamps;
        _tsRecent = segment.TsVal;
        AgreeOnEcn(segment);
        _windowScalingAgreed = _settings.WindowScaling && options?.WindowScale is not null;
        if (_windowScalingAgreed)
        {
            // RFC 7323 section 2.3: more than 14 counts as 14.
            _sndWindShift = Math.Min(options!.WindowScale!.Value, (byte)14);
            _rcvWindShift = OwnWindowShift;
        }

        OpenWindow(_windowScalingAgreed, _timestamps && _state != TcpState.SynSent);

        _sndWnd = segment.Window;
        _maxSndWnd = _sndWnd;
    }

    /// <summary>A peer's MSS of almost nothing leaves this much (Linux: TCP_MIN_SND_MSS, 48 octets less 40 of options).</summary>
    private const int MinimumPayload = 8;

    private ushort _peerMss;

    /// <summary>Room for payload in a segment, options that every segment carries taken off (RFC 6691).</summary>
    internal void UpdateMaximumSegment() =>
        _maximumSegment = Math.Max(MinimumPayload, Math.Min((int)_peerMss, PathMtu - HeaderLength) - (_timestamps ? 12 : 0) - (_extension?.DataOptionsLength ?? 0));

    private void Establish(in Segment segment, Instant now)
    {
        UpdateMaximumSegment();
        BeginProbing(now);
        _maxSndWnd = Math.Max(_maxSndWnd, _sndWnd);
        var wasOpen = _fastOpen is { IsPending: true };
        EndPending();
        var window = Congestion.Cwnd;
        ProcessAcknowledgement(segment, now);
        if (wasOpen && Congestion.Cwnd > window)
        {
            // The SYN/ACK was none of the segments that the window grows by (Linux: the request has sent it).
            Congestion.Cwnd--;
        }

        _rtt.OnEstablished();
        if (!wasOpen)
        {
            _events |= TcpEvents.Connected;

            // RFC 5681 section 3.1 wants one segment after a lost SYN; Linux allows one loss (tcp_init_transfer).
            Congestion.Cwnd = Timeouts > 1 ? 1 : _settings.InitialWindow;
        }

        _cwndValidatedAt = now.Nanoseconds;
        BeginKeepAlive(now);
        if (_finQueued)
        {
            Move(TcpTransition.Close);
        }
    }
}
