using Mpsim.Models.Units;

namespace Mpsim.Models.Tcp;

// What an observer may ask of a connection beyond its sequence numbers; the terms are those of Linux's struct tcp_info.
public sealed partial class TcpConnection
{
    /// <summary>Segments in flight that the peer has reported by SACK (tcpi_sacked).</summary>
    public int SackedOut => _sackedOut;

    /// <summary>Segments in flight that are taken for lost (tcpi_lost).</summary>
    public int LostOut => _lostOut;

    /// <summary>Retransmissions in flight (tcpi_retrans).</summary>
    public int RetransOut => _retransOut;

    /// <summary>Window probes since the peer was last heard of (tcpi_probes).</summary>
    public int ProbesUnanswered => _probesUnanswered;

    /// <summary>Segments that the peer is known to have, SYN and FIN among them, ever (tcpi_delivered).</summary>
    public uint Delivered { get; private set; }

    /// <summary>Timestamps were agreed on.</summary>
    public bool UsesTimestamps => _timestamps;

    /// <summary>SACK was agreed on.</summary>
    public bool UsesSack => _sackPermitted;

    /// <summary>Window scaling was agreed on.</summary>
    public bool UsesWindowScaling => _windowScalingAgreed;

    /// <summary>Shift of the windows that the peer announces (tcpi_snd_wscale).</summary>
    public byte SendWindowShift => _sndWindShift;

    /// <summary>Shift of the windows that this end announces (tcpi_rcv_wscale).</summary>
    public byte ReceiveWindowShift => _rcvWindShift;

    /// <summary>The longest way that a segment was overtaken, in segments (tcpi_reordering).</summary>
    public int ReorderingDegree => _recovery.Rack.ReorderingDegree;

    /// <summary>Times that reordering was seen (tcpi_reord_seen).</summary>
    public int ReorderingCount => _recovery.Rack.ReorderingCount;

    /// <summary>Octets of the largest segment that has arrived (tcpi_rcv_mss).</summary>
    public int ReceivedSegmentSize => _receivedSegmentSize;

    /// <summary>The largest window that the peer has announced, in octets.</summary>
    public uint LargestSendWindow => _maxSndWnd;

    /// <summary>What is added to the clock in TSval.</summary>
    public uint TimestampOffset => _timestampOffset;

    /// <summary>How long the connection has been in TIME-WAIT.</summary>
    public Duration InTimeWait(Instant now) => _timer == TimerKind.TimeWait ? _settings.TimeWait - (new Instant(_timerDeadline) - now) : Duration.Zero;

    /// <summary>SND.WND in octets (tcpi_snd_wnd).</summary>
    public uint SndWnd => _sndWnd;
}
