using Mpsim.Models.Tcp;
using Mpsim.Models.Units;

namespace Mpsim.Packetdrill.Sockets;

/// <summary>
/// How long a TCP socket was busy, and held up by the peer's window or by its own send buffer (Linux: tcp_chrono_start), and when data
/// came last. It is told after every packet and call, between which nothing changes.
/// </summary>
internal sealed class SocketClock
{
    private readonly Duration[] _spent = new Duration[4];
    private State _state;
    private Instant _since;
    private Instant _lastData;
    private long _segments = -1;

    private enum State
    {
        Idle,
        Busy,
        WaitsForPeer,
        WaitsForWriter,
    }

    /// <summary>tcpi_busy_time in microseconds: all time with data to send or to be acknowledged.</summary>
    public long Busy => (_spent[(int)State.Busy].Nanoseconds + _spent[(int)State.WaitsForPeer].Nanoseconds + _spent[(int)State.WaitsForWriter].Nanoseconds) / 1000;

    /// <summary>tcpi_rwnd_limited in microseconds.</summary>
    public long LimitedByPeer => _spent[(int)State.WaitsForPeer].Nanoseconds / 1000;

    /// <summary>tcpi_sndbuf_limited in microseconds.</summary>
    public long LimitedByBuffer => _spent[(int)State.WaitsForWriter].Nanoseconds / 1000;

    /// <summary>tcpi_last_data_recv in milliseconds; a connection begins as if data had come.</summary>
    public long SinceData(Instant now) => (now - _lastData).Nanoseconds / 1_000_000;

    public void Observe(TcpConnection tcp, bool hasNoSpace, Instant now)
    {
        if (tcp.State < TcpState.Established)
        {
            return;
        }

        if (_segments != tcp.DataSegmentsReceived)
        {
            _segments = tcp.DataSegmentsReceived;
            _lastData = now;
        }

        _spent[(int)_state] += now - _since;
        _since = now;
        _state = StateOf(tcp, hasNoSpace);
    }

    private static State StateOf(TcpConnection tcp, bool hasNoSpace)
    {
        if (tcp.Outstanding == 0 && tcp.Unsent == 0)
        {
            return State.Idle;
        }

        var hasRoom = tcp.InFlight < tcp.Congestion.Cwnd;
        var usable = (int)(tcp.SndUna + tcp.SndWnd - tcp.SndNxt);
        return tcp.Unsent > 0 && hasRoom && usable < Math.Min(tcp.Unsent, tcp.MaximumSegment) ? State.WaitsForPeer
            : tcp.Unsent == 0 && hasRoom && hasNoSpace ? State.WaitsForWriter
            : State.Busy;
    }
}
