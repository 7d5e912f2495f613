using Mpsim.Models.Hosts;
using Mpsim.Models.Tcp;
using Mpsim.Models.Units;
using Mpsim.Models.Wire;

namespace Mpsim.Packetdrill.Sockets;

// Writing: the send buffer, what holds octets back, and what is told of those that were written.
internal sealed partial class SocketFile
{
    /// <summary>Linux: SOF_TIMESTAMPING_TX_SOFTWARE, _SOFTWARE, _OPT_ID, _TX_SCHED and _TX_ACK.</summary>
    private const long StampSent = 1 << 1;
    private const long StampReport = 1 << 4;
    private const long StampScheduled = 1 << 8;
    private const long StampAcknowledged = 1 << 9;
    private long _stampsFrom;

    /// <summary>Octets of our stream that were sent, and those that were acknowledged.</summary>
    private long Sent => _written - Unsent;

    private long Acknowledged => Tcp is { State: >= Models.Tcp.TcpState.Established } tcp ? Math.Min(_written, Math.Max(0, (long)(tcp.SndUna - tcp.Iss) - 1)) : 0;

    /// <summary>Linux's accounting takes the place of the stack's, for sockets of TCP.</summary>
    private void Attach()
    {
        if (Connection is TcpSocket)
        {
            _buffer = new SendBuffer(Options.Find("SO_SNDBUF") ?? _world.SendBuffer, Options.Find("SO_SNDBUF") is not null, _world.LeastBurst)
            {
                NotSentLowWater = Options.Find("TCP_NOTSENT_LOWAT") ?? 0,
            };
            Tcp!.FixSendBuffer(long.MaxValue / 4);
        }

        _world.Watch(this);
    }

    /// <summary>tcpi_last_data_recv in milliseconds.</summary>
    public long SinceData => Clock.SinceData(_world.Now);

    /// <summary>Takes note of what has happened to the connection.</summary>
    public void Observe()
    {
        if (Tcp is not { } tcp || _buffer is not { } buffer)
        {
            return;
        }

        Clock.Observe(tcp, buffer.HasNoSpace, _world.Now);
        var isWritable = buffer.Observe(tcp, Sent, Acknowledged);
        if (Errors.Observe(Sent, Acknowledged, _world.Now) | isWritable)
        {
            Wake();
        }

        Clock.Observe(tcp, buffer.HasNoSpace, _world.Now);
    }

    /// <summary>Writes as much as there is room for.</summary>
    /// <param name="count">Octets.</param>
    /// <param name="isWoken">The writer has waited; it goes on only once it is told to.</param>
    public long Write(long count, bool isWoken)
    {
        if (_buffer is not { } buffer)
        {
            var accepted = Connection!.Write(new Payload(_stream, _written), count);
            _written += accepted;
            return accepted;
        }

        Observe();
        if (isWoken && buffer.HasNoSpace)
        {
            return 0;
        }

        var taken = 0L;
        while (taken < count)
        {
            var part = Math.Min(buffer.Room(Tcp!), count - taken);
            if (part == 0)
            {
                buffer.HasNoSpace = true;
                break;
            }

            buffer.Append(Tcp!, _written, part);
            _written += part;
            taken += part;
            // What fills a packet while more is to come is not pushed, unless half of the window was (Linux: forced_push).
            var isLast = taken == count || buffer.Room(Tcp!) == 0;
            var expectsMore = Tcp!.ExpectsMore;
            Tcp.ExpectsMore = expectsMore || !isLast;
            Connection!.Write(new Payload(_stream, _written - part), part);
            Tcp.ExpectsMore = expectsMore;
            Observe();
        }

        Tcp!.Cork = Options.IsOn("TCP_CORK");
        return taken;
    }

    /// <summary>Writes what the SYN that waits for it has room for, which sends it.</summary>
    public long WriteIntoSyn(long count)
    {
        var part = Math.Min(count, Connection!.WriteSpace);
        _buffer?.Append(Tcp!, _written, part);
        _written += part;
        Connection.Write(new Payload(_stream, _written - part), part);
        Observe();
        return part;
    }

    /// <summary>Octets that are written later go into other segments than those before (MSG_EOR).</summary>
    public void EndRecord()
    {
        _buffer?.Close();
        Tcp!.EndRecord();
    }

    /// <summary>SO_TIMESTAMPING: octets count from what is not acknowledged now (Linux: sock_set_timestamping).</summary>
    public void CountStampsFromHere() => _stampsFrom = Acknowledged;

    /// <summary>Asks for what the socket's options report of the write that has just been made.</summary>
    public void RequestReports(bool zeroCopy)
    {
        if (zeroCopy && Options.IsOn("SO_ZEROCOPY"))
        {
            Errors.ExpectBuffer(_written);
        }

        var stamps = Options.Find("SO_TIMESTAMPING") ?? 0;
        if ((stamps & StampReport) != 0)
        {
            var key = (uint)(_written - _stampsFrom - 1);
            ReadOnlySpan<(long Flag, uint Point)> points = [(StampScheduled, ErrorMessage.Scheduled), (StampSent, ErrorMessage.Sent), (StampAcknowledged, ErrorMessage.Acknowledged)];
            foreach (var (flag, point) in points)
            {
                if ((stamps & flag) != 0)
                {
                    Errors.ExpectTime(_written, point, key);
                }
            }
        }

        Observe();
    }

    /// <summary>Congestion control is chosen when the connection is made.</summary>
    /// <returns>False when that is over.</returns>
    public bool Reconfigure() => Connection is null;

    /// <summary>Changes an option of a connection that there is.</summary>
    /// <returns>False when it can no longer be changed.</returns>
    public bool TrySetLive(string name, long value)
    {
        switch (name)
        {
            case "TCP_NODELAY":
                SetNoDelay(value != 0);
                break;
            case "TCP_CORK":
                SetCork(value != 0);
                break;
            case "TCP_SYNCNT":
                Tcp!.SynRetries = (byte)value;
                return true;
            case "IP_TOS":
                Connection!.Dscp = (byte)(value >> 2);
                break;
            case "IP_TTL" or "IPV6_UNICAST_HOPS":
                Connection!.TimeToLive = SocketTuning.TimeToLive(value);
                break;
            case "SO_SNDBUF":
                var octets = SocketTuning.StoredValue(name, value);
                Mptcp?.FixSendBuffer(octets);
                if (_buffer is { } buffer)
                {
                    buffer.Fix(octets);
                }
                else
                {
                    Tcp!.FixSendBuffer(octets);
                }

                break;
            case "SO_RCVBUF":
                return Mptcp is null && Tcp!.FixReceiveMemory(SocketTuning.StoredValue(name, value));
            case "TCP_NOTSENT_LOWAT":
                if (_buffer is null)
                {
                    return false;
                }

                _buffer.NotSentLowWater = value;
                break;
            default:
                return false;
        }

        // What was held back may go now (Linux: tcp_push_pending_frames).
        Connection!.Write(default, 0);
        return true;
    }

    /// <summary>A cork that is set when the connection begins.</summary>
    public void ApplyOptions()
    {
        if (Options.IsOn("TCP_CORK"))
        {
            SetCork(true);
        }

        ApplyKeepAlive();
    }

    /// <summary>Keep-alive and user timeout, as the options have them, on every connection underneath that there is.</summary>
    public void ApplyKeepAlive()
    {
        if (Connection is null || (!_keepsAlive && SocketTuning.KeepAliveOf(Options, _world.KeepAlive) is null))
        {
            return;
        }

        var settings = SocketTuning.KeepAliveOf(Options, _world.KeepAlive) ?? KeepAlive.Off;
        if (settings == _keepAlive)
        {
            return;
        }

        _keepAlive = settings;
        _keepsAlive = true;
        foreach (var path in Connection.Paths)
        {
            path.Tcp.Keep(settings, _world.Now);
        }

        // The timer has moved.
        Connection.Write(default, 0);
    }

    private KeepAlive? _keepAlive;
    private bool _keepsAlive;

    /// <summary>
    /// MSG_MORE corks the connection: for as long as the write takes, where it is one of TCP, so that the next acknowledgement lets out
    /// what Nagle's algorithm does (Linux: tcp_push); else until a write without it.
    /// </summary>
    public void ExpectMore(bool more)
    {
        if (Mptcp is null)
        {
            Tcp!.ExpectsMore = more;
            Tcp.Cork = more || Options.IsOn("TCP_CORK");
            return;
        }

        if (more != _expectsMore)
        {
            _expectsMore = more;
            SetCork(more || Options.IsOn("TCP_CORK"));
        }
    }

    private void SetCork(bool on)
    {
        if (Mptcp is { } mptcp)
        {
            mptcp.Cork = on;
        }
        else
        {
            Tcp!.Cork = on;
        }
    }

    /// <summary>Switching Nagle's algorithm off sends what waits, a cork or not (Linux: TCP_NAGLE_PUSH).</summary>
    private void SetNoDelay(bool on)
    {
        if (Mptcp is { } mptcp)
        {
            mptcp.NoDelay = on;
            mptcp.Push();
        }

        Tcp!.NoDelay = on;
        Tcp.Push();
    }
}
