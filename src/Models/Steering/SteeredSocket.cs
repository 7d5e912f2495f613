using Mpsim.Models.Hosts;
using Mpsim.Models.Units;
using Mpsim.Models.Wire;

namespace Mpsim.Models.Steering;

/// <summary>
/// A connection to a server by way of a proxy, as its user sees it: established once the proxy has said that the server is reached. Where the
/// proxy does not serve, the connection goes without it.
/// </summary>
public sealed class SteeredSocket : StreamSocket
{
    private readonly Follower _follower;

    /// <summary>Null once the connection is the user's, and when it goes without the proxy.</summary>
    private SteeringHandshake? _handshake;

    /// <summary>Null where no socket is opened at all.</summary>
    private ProtocolSocket _inner = null!;
    private bool _isOpen;
    private bool _isOver;
    private bool _closes;

    /// <summary>Data that went along with the SYN, in case another attempt must take them again.</summary>
    private Payload _early;
    private long _earlyCount;

    internal SteeredSocket(SteeringClient client, SteeringRequest request)
    {
        Client = client;
        Request = request;
        _follower = new Follower(this);
    }

    public override Endpoint Local => _inner?.Local ?? new Endpoint(Request.Local, 0);

    /// <summary>The server, whoever the other end of the socket is.</summary>
    public override Endpoint Remote => Request.Server;

    public override long WriteSpace => _isOpen ? _inner.WriteSpace : _earlyCount == 0 && !_closes && !_isOver ? _handshake?.EarlySpace ?? 0 : 0;

    public override long Readable => _isOpen ? _inner.Readable : 0;

    public override bool AtEnd => _isOpen && _inner.AtEnd;

    public override bool IsEstablished => _isOpen && _inner.IsEstablished;

    internal SteeringClient Client { get; }

    internal SteeringRequest Request { get; }

    public override long Write(Payload payload, long count)
    {
        if (_isOpen)
        {
            return _inner.Write(payload, count);
        }

        var taken = WriteSpace > 0 ? _handshake!.WriteEarly(payload, Math.Min(count, WriteSpace)) : 0;
        if (taken > 0)
        {
            (_early, _earlyCount) = (payload, taken);
        }

        return taken;
    }

    public override bool TryRead(long maximum, out Payload payload, out long count)
    {
        if (_isOpen)
        {
            return _inner.TryRead(maximum, out payload, out count);
        }

        (payload, count) = (default, 0);
        return false;
    }

    public override void CloseWrite()
    {
        if (_isOpen)
        {
            _inner.CloseWrite();
        }
        else if (!_closes)
        {
            _closes = true;
            if (_earlyCount == 0)
            {
                // The SYN waited for data, and there will be none.
                _handshake?.Send();
            }
        }
    }

    public override void Abort()
    {
        _isOver = true;
        _inner?.Abort();
    }

    /// <summary>Nothing is sent: the user is told once it has the socket.</summary>
    internal void FailWithout(AbortReason reason) => new Kernel.Timer(Client.Host.Scheduler, new Failure(this, reason)).Arm(Client.Host.Scheduler.Now);

    internal void Open() => Begin(NewHandshake(asks: true));

    /// <summary>Another attempt with the proxy.</summary>
    /// <param name="asks">The server is to be asked for MPTCP.</param>
    internal void Retry(bool asks)
    {
        LetGo();
        Begin(NewHandshake(asks));
    }

    /// <summary>The server is reached: the connection is the user's.</summary>
    internal void BecomeOpen(Instant now)
    {
        var gone = _handshake?.EarlyGone ?? 0;
        _handshake = null;
        _isOpen = true;
        if (gone < _earlyCount && _inner.Write(_early.Skip(gone), _earlyCount - gone) != _earlyCount - gone)
        {
            throw new InvalidOperationException($"{_inner.Local} did not take the {_earlyCount - gone} octets that were to go with the SYN");
        }

        Owner?.OnConnected(this, now);
        if (_closes)
        {
            _inner.CloseWrite();
        }

        if (_inner.Readable > 0 || _inner.AtEnd)
        {
            Owner?.OnReadable(this, now);
        }
    }

    /// <summary>The proxy does not serve: goes without it, or tells the user.</summary>
    internal void DoWithout(Instant now, string reason)
    {
        LetGo();
        if (!Request.Steering.FallsBack)
        {
            Fail(now, AbortReason.Refused);
            return;
        }

        Client.Host.Events.Record(now, Client.Host.Name, "steering-fallback", $"{Request.Server}: {reason}");
        _handshake = null;
        _inner = Client.ConnectDirectly(Request, _follower, writesFirst: false);
        Request.Opened(_inner);
    }

    /// <summary>The server cannot be reached.</summary>
    internal void Fail(Instant now, AbortReason reason)
    {
        LetGo();
        _isOver = true;
        Owner?.OnAborted(this, now, reason);
    }

    private SteeringHandshake NewHandshake(bool asks) => Request.Steering.Kind switch
    {
        SteeringKind.Socks5 => new SocksHandshake(Client.Host.Pool.Literals),
        SteeringKind.PlainMode => new PlainModeHandshake(),
        _ => new ConvertHandshake(Client, Request, asks),
    };

    private void Begin(SteeringHandshake handshake)
    {
        _handshake = handshake;
        handshake.Open(this, _follower);
        _inner = handshake.Inner;
        Request.Opened(_inner);
        if (_earlyCount > 0)
        {
            handshake.WriteEarly(_early, _earlyCount);
        }
        else if (!Request.WritesFirst || _closes)
        {
            handshake.Send();
        }
    }

    private void LetGo()
    {
        _inner.Owner = null;
        _inner.Abort();
    }

    private void OnInnerEnded(Instant now, AbortReason reason)
    {
        if (_handshake is null)
        {
            // Without the proxy the server itself has said so, or has not answered.
            Fail(now, reason);
        }
        else if (_handshake is PlainModeHandshake && reason == AbortReason.Refused)
        {
            // The server's refusal, which the proxy passes on, or its own: that cannot be told apart.
            DoWithout(now, "refused");
        }
        else
        {
            Client.Avoid(Request.Steering.Proxy, 0);
            DoWithout(now, $"no way to the proxy: {reason}");
        }
    }

    private sealed class Failure(SteeredSocket socket, AbortReason reason) : Kernel.ITimerOwner
    {
        public void OnTimer(Kernel.Timer timer, Instant now)
        {
            if (!socket._isOver)
            {
                socket._isOver = true;
                socket.Owner?.OnAborted(socket, now, reason);
            }
        }
    }

    /// <summary>What the socket in use tells.</summary>
    private sealed class Follower(SteeredSocket socket) : SocketOwner
    {
        protected internal override void Anticipate() => socket.Owner?.Anticipate();

        public override void OnConnected(StreamSocket inner, Instant now)
        {
            if (socket._isOpen || inner != socket._inner)
            {
                return;
            }

            if (socket._handshake is { } handshake)
            {
                handshake.OnConnected(socket, now);
            }
            else
            {
                socket.BecomeOpen(now);
            }
        }

        public override void OnReadable(StreamSocket inner, Instant now)
        {
            if (inner != socket._inner)
            {
                return;
            }

            if (socket._isOpen)
            {
                socket.Owner?.OnReadable(socket, now);
            }
            else
            {
                socket._handshake?.OnReadable(socket, now);
            }
        }

        public override void OnWritable(StreamSocket inner, Instant now)
        {
            if (socket._isOpen)
            {
                socket.Owner?.OnWritable(socket, now);
            }
        }

        public override void OnAborted(StreamSocket inner, Instant now, AbortReason reason)
        {
            if (socket._isOver || inner != socket._inner)
            {
                return;
            }

            if (socket._isOpen)
            {
                socket.Owner?.OnAborted(socket, now, reason);
            }
            else
            {
                socket.OnInnerEnded(now, reason);
            }
        }

        public override void OnClosed(StreamSocket inner, Instant now)
        {
            if (socket._isOpen)
            {
                socket.Owner?.OnClosed(socket, now);
            }
            else if (!socket._isOver && inner == socket._inner)
            {
                socket.OnInnerEnded(now, AbortReason.Reset);
            }
        }
    }
}
