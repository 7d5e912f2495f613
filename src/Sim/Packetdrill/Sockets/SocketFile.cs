using Mpsim.Models.Hosts;
using Mpsim.Models.Mptcp;
using Mpsim.Models.Tcp;
using Mpsim.Models.Units;
using Mpsim.Models.Wire;

namespace Mpsim.Packetdrill.Sockets;

/// <summary>A socket as a program has it: blocking or not, with options and errors, over one of the host's connections.</summary>
internal sealed partial class SocketFile : OpenFile
{
    private readonly ISocketWorld _world;
    private readonly int _stream;
    private readonly Queue<SocketFile> _backlog = new();
    private long _written;
    private bool _connectIsNews;
    private bool _isForsaken;
    private bool _expectsMore;
    private SendBuffer? _buffer;

    public SocketFile(ISocketWorld world, bool mptcp, SocketOptions options)
    {
        _world = world;
        _stream = world.NextStream();
        IsMptcp = mptcp;
        Options = options;
    }

    /// <summary>Made with IPPROTO_MPTCP.</summary>
    public bool IsMptcp { get; }

    public SocketOptions Options { get; }

    public SocketPhase Phase { get; private set; }

    /// <summary>Where bind() has put it.</summary>
    public Endpoint? Bound { get; set; }

    /// <summary>The connection underneath, from connect() or accept() on.</summary>
    public ProtocolSocket? Connection { get; private set; }

    /// <summary>SO_ERROR, taken by the call that reports it.</summary>
    public Errno PendingError { get; private set; }

    /// <summary>An MPTCP connection that was given up because it has had no subflow for too long.</summary>
    public bool IsForsaken => IsMptcp && Phase == SocketPhase.Aborted && _isForsaken;

    /// <summary>shutdown(SHUT_WR) was called, or close().</summary>
    public bool WriteIsShut { get; private set; }

    /// <summary>shutdown(SHUT_RD) was called.</summary>
    public bool ReadIsShut { get; private set; }

    /// <summary>Connections that wait for accept().</summary>
    public int Waiting => _backlog.Count;

    /// <summary>The first TCP connection, or null.</summary>
    public TcpConnection? Tcp => Connection?.Paths[0].Tcp;

    /// <summary>The MPTCP connection, or null.</summary>
    public MptcpConnection? Mptcp => (Connection as MptcpSocket)?.Connection;

    /// <summary>Octets that a read would give now; what had arrived before an abort is still there (Linux: tcp_recvmsg looks into the queue first).</summary>
    public long Readable => Held is var held && HoldsMark(held) ? held - 1 : held;

    private long Held => Phase != SocketPhase.Aborted ? Connection?.Readable ?? 0 : Mptcp?.Readable ?? Tcp?.Readable ?? 0;

    public bool AtEnd => Connection is { } connection && (connection.AtEnd || Phase == SocketPhase.Aborted);

    /// <summary>What waits to be read with MSG_ERRQUEUE.</summary>
    public ErrorQueue Errors { get; } = new();

    /// <summary>Where the time of the connection went.</summary>
    public SocketClock Clock { get; } = new();

    /// <summary>Octets written and not yet acknowledged.</summary>
    public long Unacknowledged => Mptcp?.Outstanding ?? Tcp?.SendBufferUsed ?? 0;

    /// <summary>Octets written and not yet sent.</summary>
    public long Unsent => Tcp?.Unsent ?? 0;

    public override PollEvents Ready
    {
        get
        {
            switch (Phase)
            {
                case SocketPhase.Fresh:
                    return PollEvents.Out | PollEvents.HangUp;
                case SocketPhase.Listening:
                    return _backlog.Count > 0 ? PollEvents.In : PollEvents.None;
                case SocketPhase.Connecting:
                    return AwaitsSynData ? PollEvents.Out : PollEvents.None;
            }

            Observe();
            var ready = Readable > 0 || AtEnd || ReadIsShut ? PollEvents.In : PollEvents.None;
            ready |= AtEnd || ReadIsShut || (Mptcp is null && Tcp is { PeerHasClosed: true }) ? PollEvents.In | PollEvents.ReadHangUp : PollEvents.None;
            ready |= WriteIsShut || Phase == SocketPhase.Aborted || IsWritable ? PollEvents.Out : PollEvents.None;
            ready |= PendingError != Errno.None || !Errors.IsEmpty ? PollEvents.Error : PollEvents.None;
            return ready | (Phase == SocketPhase.Aborted || (WriteIsShut && AtEnd) ? PollEvents.HangUp : PollEvents.None);
        }
    }

    /// <summary>A third of the send buffer is free (Linux: sk_stream_is_writeable); who finds that it is not waits to be told (tcp_poll).</summary>
    private bool IsWritable => _buffer is { } buffer ? !(buffer.HasNoSpace |= !buffer.IsWritable) : Connection is { } connection && connection.WriteSpace > 0 && connection.WriteSpace >= Unacknowledged / 2;

    /// <returns>False when another socket listens there.</returns>
    public bool TryListen()
    {
        if (Phase == SocketPhase.Listening)
        {
            return true;
        }

        if (!_world.TryListen(this))
        {
            return false;
        }

        Phase = SocketPhase.Listening;
        return true;
    }

    /// <summary>The SYN waits for the first data (Fast Open; Linux: defer_connect).</summary>
    public bool AwaitsSynData => Phase == SocketPhase.Connecting && (Mptcp?.AwaitsSynData ?? Tcp is { AwaitsSynData: true });

    /// <summary>Sends the SYN without data.</summary>
    public void ReleaseSyn()
    {
        if (Mptcp is { } mptcp)
        {
            mptcp.ReleaseSyn();
        }
        else
        {
            Tcp!.ReleaseSyn();
        }

        Connection!.Write(default, 0);
    }

    public void Connect(Endpoint? local, Endpoint remote, bool writesFirst = false)
    {
        Phase = SocketPhase.Connecting;
        Connection = _world.Connect(this, local, remote, new Watcher(this), writesFirst);
        Attach();
        Tcp?.HasProgram();
        ApplyOptions();
        if (Connection.IsEstablished)
        {
            Phase = SocketPhase.Connected;
        }
    }

    /// <summary>A connection has come to a listening socket.</summary>
    public void Enqueue(StreamSocket connection)
    {
        _world.Remember((ProtocolSocket)connection);
        var child = new SocketFile(_world, IsMptcp, Options.Inherited()) { Phase = SocketPhase.Connected, Connection = (ProtocolSocket)connection };
        connection.Owner = new Watcher(child);
        child.Attach();
        child.ApplyOptions();
        _backlog.Enqueue(child);
        Wake();
    }

    /// <summary>A connection between these ends waits for accept().</summary>
    public bool Holds(Endpoint local, Endpoint remote) => _backlog.Any(child => child.Connection!.Local == local && child.Connection.Remote == remote);

    public SocketFile? TryAccept()
    {
        if (!_backlog.TryDequeue(out var child))
        {
            return null;
        }

        child.Tcp?.HasProgram();
        return child;
    }

    /// <summary>Reads as much as there is, up to a mark of urgent data.</summary>
    /// <returns>Octets read.</returns>
    public long Read(long most)
    {
        var read = 0L;
        SkipMark();
        while (read < most && !IsAtMark && TryReadRun(Math.Min(most - read, UntilMark), out var count))
        {
            read += count;
            _taken += count;
        }

        return read;
    }

    private bool TryReadRun(long most, out long count)
    {
        if (Phase != SocketPhase.Aborted)
        {
            return Connection!.TryRead(most, out _, out count);
        }

        return Mptcp is { } mptcp ? mptcp.TryRead(most, _world.Now, out _, out count) : Tcp!.TryRead(most, _world.Now, out _, out count);
    }

    public void ShutDown(bool read, bool write)
    {
        ReadIsShut |= read;
        if (write && !WriteIsShut)
        {
            WriteIsShut = true;
            Connection?.CloseWrite();
        }

        Wake();
    }

    /// <summary>connect() to nowhere: the connection is aborted, and the socket is as new but for its options (Linux: tcp_disconnect).</summary>
    public void Disconnect()
    {
        if (Phase is SocketPhase.Connecting or SocketPhase.Connected)
        {
            Connection!.Abort();
        }

        Phase = SocketPhase.Fresh;
        PendingError = Errno.None;
        WriteIsShut = ReadIsShut = _connectIsNews = _isForsaken = false;
        _written = 0;
        Wake();
    }

    /// <summary>Linux: tcp_close. Unread data, or a linger time of zero, abort the connection.</summary>
    public void Close()
    {
        if (Phase == SocketPhase.Listening)
        {
            _world.StopListening(this);
            while (_backlog.TryDequeue(out var child))
            {
                child.Connection!.Abort();
            }

            return;
        }

        if (Connection is not { } connection || Phase == SocketPhase.Aborted)
        {
            return;
        }

        if (Readable > 0 || Options.LingerIsZero || (Phase == SocketPhase.Connecting && (Mptcp is null || AwaitsSynData)))
        {
            connection.Abort();
        }
        else if (!WriteIsShut)
        {
            WriteIsShut = true;
            connection.CloseWrite();
        }
    }

    /// <summary>connect() on a socket whose handshake is over reports that once, and from then on that the socket is connected.</summary>
    public bool TakeConnectNews()
    {
        var isNews = _connectIsNews;
        _connectIsNews = false;
        return isNews;
    }

    public Errno TakeError()
    {
        var error = PendingError;
        PendingError = Errno.None;
        return error;
    }

    private void Wake()
    {
        Wakeups++;
        _world.Wake();
    }

    /// <summary>Linux: icmp_err_convert.</summary>
    private static Errno ErrorOf(IcmpErrorKind error) => error switch
    {
        IcmpErrorKind.NetworkUnreachable => Errno.ENETUNREACH,
        IcmpErrorKind.ProtocolUnreachable => Errno.ENOPROTOOPT,
        IcmpErrorKind.PortUnreachable => Errno.ECONNREFUSED,
        _ => Errno.EHOSTUNREACH,
    };

    /// <summary>Hears of the connection on behalf of the file.</summary>
    private sealed class Watcher(SocketFile file) : SocketOwner
    {
        public override void OnConnected(StreamSocket socket, Instant now)
        {
            if (file.Phase == SocketPhase.Connecting)
            {
                file.Phase = SocketPhase.Connected;
                file._connectIsNews = true;
            }

            file.Wake();
        }

        public override void OnReadable(StreamSocket socket, Instant now) => file.Wake();

        public override void OnWritable(StreamSocket socket, Instant now) => file.Wake();

        public override void OnClosed(StreamSocket socket, Instant now) => file.Wake();

        public override void OnAborted(StreamSocket socket, Instant now, AbortReason reason)
        {
            var wasConnected = file.Phase == SocketPhase.Connected;
            var hadEnded = file.Connection?.AtEnd ?? false;
            file.Phase = SocketPhase.Aborted;
            file._isForsaken = reason == AbortReason.TimedOut && wasConnected;

            // Linux: tcp_reset; an RST after the peer's FIN breaks the pipe. An MPTCP connection that has lost all subflows is just not there.
            file.PendingError = reason switch
            {
                AbortReason.Refused or AbortReason.TimedOut when file is { IsMptcp: false, Tcp.LastIcmpError: { } error } => ErrorOf(error),
                AbortReason.Refused => Errno.ECONNREFUSED,
                AbortReason.TimedOut when file.IsMptcp && wasConnected => Errno.None,
                AbortReason.TimedOut => Errno.ETIMEDOUT,
                _ => hadEnded ? Errno.EPIPE : Errno.ECONNRESET,
            };
            file.Wake();
        }
    }
}
