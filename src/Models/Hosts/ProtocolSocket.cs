using Mpsim.Models.Kernel;
using Mpsim.Models.Tcp;
using Mpsim.Models.Units;
using Mpsim.Models.Wire;
using Mpsim.Models.Wire.Tcp;

namespace Mpsim.Models.Hosts;

/// <summary>
/// Where a protocol without input and output meets scheduler and network: hands in what arrives, tells the owner what
/// happened, sends what the protocol has to send, and keeps its one timer.
/// </summary>
public abstract class ProtocolSocket : StreamSocket
{
    private readonly Alarm _alarm;
    private readonly Action<StreamSocket>? _accepted;
    private bool _isPumping;

    /// <summary>When the protocol wants to be called; here and not in a timer, because every segment moves it.</summary>
    private LazyDeadline _deadline = new();

    /// <param name="host">The host.</param>
    /// <param name="accepted">Called once the connection is established, on the side that listened.</param>
    private protected ProtocolSocket(Host host, Action<StreamSocket>? accepted)
    {
        Host = host;
        _accepted = accepted;
        _alarm = new Alarm(this);
    }

    public Host Host { get; }

    /// <summary>The TCP connections underneath, in order of opening; closed ones stay listed.</summary>
    public abstract IReadOnlyList<SocketPath> Paths { get; }

    /// <summary>Nothing of the connection is left; what its paths counted is final.</summary>
    public bool IsRetired { get; private set; }

    /// <summary>Differentiated services codepoint of the packets of this socket.</summary>
    public byte Dscp { get; set; }

    /// <summary>Time to live, or hop limit, of the packets of this socket.</summary>
    public byte TimeToLive { get; set; } = Packet.DefaultTimeToLive;

    /// <summary>The connection ended otherwise than by both ends closing.</summary>
    protected bool IsAborted { get; private set; }

    /// <summary>Earliest deadline of the protocol.</summary>
    protected abstract Instant NextTimeout { get; }

    /// <summary>Nothing of the connection is left, not even a TIME-WAIT.</summary>
    protected abstract bool IsGone { get; }

    /// <summary>Fetches what a segment will touch into the cache; the socket itself is there already.</summary>
    internal virtual void Anticipate(bool hasData)
    {
        if (hasData && Owner is { } owner)
        {
            CachePrefetch.Part(owner, 0, 48);
        }
    }

    /// <summary>Fetches what hangs on the objects that <see cref="Anticipate"/> has fetched.</summary>
    internal virtual void AnticipateDetails(bool hasData)
    {
        if (hasData)
        {
            Owner?.Anticipate();
        }
    }

    internal abstract void OnSegment(SocketPath path, Instant now, in Segment segment);

    /// <summary>A path in TIME-WAIT makes way for another connection between the same endpoints.</summary>
    internal abstract void EndTimeWait(SocketPath path, Instant now);

    protected abstract void OnTimeout(Instant now);

    protected abstract TcpEvents TakeEvents();

    /// <summary>Sends the next segment, if one may leave now.</summary>
    protected abstract bool TrySendNext(Instant now);

    /// <summary>Takes paths that are closed out of the host's table.</summary>
    protected abstract void RemoveClosedPaths();

    /// <summary>Tells the owner, sends, and sets the timer; calls from within are taken up by the loop that is running.</summary>
    protected void Pump(Instant now)
    {
        if (_isPumping)
        {
            return;
        }

        _isPumping = true;
        while (true)
        {
            for (var events = TakeEvents(); events != TcpEvents.None; events = TakeEvents())
            {
                Tell(events, now);
            }

            while (TrySendNext(now))
            {
            }

            var more = TakeEvents();
            if (more == TcpEvents.None)
            {
                break;
            }

            Tell(more, now);
        }

        _isPumping = false;
        RemoveClosedPaths();
        if (IsGone)
        {
            Retire();
            return;
        }

        _deadline.Set(NextTimeout, _alarm);
    }

    private void Tell(TcpEvents events, Instant now)
    {
        if ((events & TcpEvents.Connected) != 0)
        {
            _accepted?.Invoke(this);
            Owner?.OnConnected(this, now);
        }

        if ((events & TcpEvents.Aborted) != 0)
        {
            IsAborted = true;
            var reason = (events & TcpEvents.Refused) != 0 ? AbortReason.Refused : (events & TcpEvents.Reset) != 0 ? AbortReason.Reset : AbortReason.TimedOut;
            Owner?.OnAborted(this, now, reason);
            return;
        }

        if ((events & TcpEvents.Readable) != 0)
        {
            Owner?.OnReadable(this, now);
        }

        if ((events & TcpEvents.Writable) != 0)
        {
            Owner?.OnWritable(this, now);
        }

        if ((events & TcpEvents.Closed) != 0)
        {
            Owner?.OnClosed(this, now);
        }
    }

    private void Retire()
    {
        if (!IsRetired)
        {
            IsRetired = true;
            _deadline.Cancel();
            _alarm.Retire();
            OnRetired();
        }
    }

    /// <summary>The socket is done with; the host may forget it.</summary>
    protected virtual void OnRetired()
    {
    }

    /// <summary>What the scheduler wakes; the deadline is the socket's.</summary>
    private sealed class Alarm(ProtocolSocket socket) : EventTarget(socket.Host.Scheduler)
    {
        internal override void Anticipate() => CachePrefetch.Of(socket, 128);

        internal override Instant Reconsider(Instant at) => socket._deadline.Reconsider(at);

        protected internal override void OnWakeup(Instant now)
        {
            if (socket._deadline.IsReached(now, this))
            {
                socket.OnTimeout(now);
                socket.Pump(now);
            }
        }
    }
}
