using Mpsim.Models.Tcp;
using Mpsim.Models.Tcp.Recovery;
using Mpsim.Packetdrill.Matching;
using Mpsim.Packetdrill.Sockets;
using Mpsim.Scenarios.Errors;

namespace Mpsim.Packetdrill.Code;

/// <summary>The fields of Linux's struct tcp_info that code blocks ask for, and the constants that they compare with.</summary>
internal static class TcpInfo
{
    private const string Prefix = "tcpi_";

    private static readonly Dictionary<string, long> Constants = new()
    {
        ["TCP_CA_Open"] = 0,
        ["TCP_CA_Disorder"] = 1,
        ["TCP_CA_CWR"] = 2,
        ["TCP_CA_Recovery"] = 3,
        ["TCP_CA_Loss"] = 4,
        ["TCPI_OPT_TIMESTAMPS"] = 1,
        ["TCPI_OPT_SACK"] = 2,
        ["TCPI_OPT_WSCALE"] = 4,
        ["TCPI_OPT_ECN"] = 8,
        ["TCPI_OPT_ECN_SEEN"] = 16,
        ["TCPI_OPT_SYN_DATA"] = 32,
        ["TCP_ESTABLISHED"] = 1,
        ["TCP_SYN_SENT"] = 2,
        ["TCP_SYN_RECV"] = 3,
        ["TCP_FIN_WAIT1"] = 4,
        ["TCP_FIN_WAIT2"] = 5,
        ["TCP_TIME_WAIT"] = 6,
        ["TCP_CLOSE"] = 7,
        ["TCP_CLOSE_WAIT"] = 8,
        ["TCP_LAST_ACK"] = 9,
        ["TCP_LISTEN"] = 10,
        ["TCP_CLOSING"] = 11,
    };

    private static readonly Dictionary<string, Func<TcpConnection, long>> Fields = new()
    {
        ["tcpi_state"] = State,
        ["tcpi_ca_state"] = CongestionState,
        ["tcpi_retransmits"] = tcp => tcp.TimeoutsInRow,
        ["tcpi_probes"] = tcp => tcp.ProbesUnanswered,
        ["tcpi_backoff"] = tcp => tcp.Rtt.BackoffCount,
        ["tcpi_options"] = tcp => (tcp.UsesTimestamps ? 1 : 0) | (tcp.UsesSack ? 2 : 0) | (tcp.UsesWindowScaling ? 4 : 0) | (tcp.IsSynDataAcknowledged ? 32 : 0),
        ["tcpi_snd_wscale"] = tcp => tcp.SendWindowShift,
        ["tcpi_rcv_wscale"] = tcp => tcp.ReceiveWindowShift,
        ["tcpi_rto"] = tcp => tcp.Rto.Nanoseconds / 1000,
        ["tcpi_snd_mss"] = tcp => tcp.MaximumSegment,
        ["tcpi_unacked"] = tcp => tcp.Outstanding,
        ["tcpi_sacked"] = tcp => tcp.SackedOut,
        ["tcpi_lost"] = tcp => tcp.LostOut,
        ["tcpi_retrans"] = tcp => tcp.RetransOut,
        ["tcpi_fackets"] = _ => 0,
        ["tcpi_pmtu"] = tcp => tcp.Settings.Mtu,
        ["tcpi_rtt"] = tcp => tcp.Rtt.SmoothedRtt.Nanoseconds / 1000,
        ["tcpi_rttvar"] = tcp => tcp.Rtt.Variance.Nanoseconds / 4000,
        ["tcpi_min_rtt"] = tcp => tcp.Rtt.MinRtt.Nanoseconds / 1000,
        ["tcpi_snd_ssthresh"] = tcp => tcp.Congestion.Ssthresh,
        ["tcpi_snd_cwnd"] = tcp => tcp.Congestion.Cwnd,
        ["tcpi_reordering"] = tcp => tcp.ReorderingDegree,
        ["tcpi_reord_seen"] = tcp => tcp.ReorderingCount,
        ["tcpi_rcv_rtt"] = tcp => tcp.ReceiverRoundTrip / 1000,
        ["tcpi_total_retrans"] = tcp => tcp.Retransmissions,
        ["tcpi_bytes_acked"] = tcp => tcp.Acknowledged,
        ["tcpi_notsent_bytes"] = tcp => tcp.Unsent,
        ["tcpi_delivered"] = tcp => tcp.Delivered,
        ["tcpi_data_segs_in"] = tcp => tcp.DataSegmentsReceived,
        ["tcpi_snd_wnd"] = tcp => tcp.SndWnd,
        ["tcpi_advmss"] = tcp => tcp.Settings.AnnouncedMss ?? (tcp.Settings.Mtu - tcp.HeaderLength),
        ["tcpi_rcv_mss"] = tcp => tcp.ReceivedSegmentSize,
        ["tcpi_bytes_received"] = tcp => tcp.RcvNxt - tcp.Irs - 1,
    };

    /// <summary>What SO_MEMINFO tells.</summary>
    private static readonly Dictionary<string, Func<SocketFile, long>> MemoryFields = new()
    {
        ["SK_MEMINFO_RCVBUF"] = socket => socket.Tcp!.ReceiveMemorySize,
    };

    /// <summary>Fields that the socket keeps beside its connection.</summary>
    private static readonly Dictionary<string, Func<SocketFile, long>> ClockFields = new()
    {
        ["tcpi_busy_time"] = socket => socket.Clock.Busy,
        ["tcpi_rwnd_limited"] = socket => socket.Clock.LimitedByPeer,
        ["tcpi_sndbuf_limited"] = socket => socket.Clock.LimitedByBuffer,
        ["tcpi_last_data_recv"] = socket => socket.SinceData,
    };

    /// <summary>A name that a code block may read without having set it.</summary>
    /// <exception cref="UnsupportedException">It is a field that is not known.</exception>
    public static long? Find(string name, SocketFile? socket)
    {
        if (Constants.TryGetValue(name, out var constant))
        {
            return constant;
        }

        if (MemoryFields.TryGetValue(name, out var memory))
        {
            return socket?.Tcp is not null ? memory(socket) : throw new RunException($"{name} is asked for while there is no connection");
        }

        if (!name.StartsWith(Prefix, StringComparison.Ordinal))
        {
            return null;
        }

        if (ClockFields.TryGetValue(name, out var clock))
        {
            socket?.Observe();
            return socket?.Tcp is not null ? clock(socket) : throw new RunException($"{name} is asked for while there is no connection");
        }

        if (!Fields.TryGetValue(name, out var field))
        {
            throw new UnsupportedException($"the field {name}{(NearestName.Find(name, [.. Fields.Keys, .. ClockFields.Keys]) is { } nearest ? $" (did you mean {nearest}?)" : "")}");
        }

        return socket?.Tcp is { } tcp ? field(tcp) : throw new RunException($"{name} is asked for while there is no connection");
    }

    private static long State(TcpConnection tcp) => tcp.State switch
    {
        TcpState.Established => 1,
        TcpState.SynSent => 2,
        TcpState.SynReceived => 3,
        TcpState.FinWait1 => 4,
        TcpState.FinWait2 => 5,
        TcpState.TimeWait => 6,
        TcpState.CloseWait => 8,
        TcpState.LastAck => 9,
        TcpState.Listen => 10,
        TcpState.Closing => 11,
        _ => 7,
    };

    private static long CongestionState(TcpConnection tcp) => tcp.RecoveryPhase switch
    {
        RecoveryPhase.Disorder => 1,
        RecoveryPhase.CongestionWindowReduced => 2,
        RecoveryPhase.Recovery => 3,
        RecoveryPhase.Loss => 4,
        _ => 0,
    };
}
