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

    /// <summary>SND.WND in octets (tcpi_snd_wnd).</summary>
    public uint SndWnd => _sndWnd;
}
