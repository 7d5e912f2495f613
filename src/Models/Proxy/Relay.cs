using Mpsim.Models.Hosts;
using Mpsim.Models.Proxy.Shaping;
using Mpsim.Models.Units;

namespace Mpsim.Models.Proxy;

/// <summary>
/// Two connections joined into one: what is read from one side is written to the other, through a finite buffer in each direction.
/// The buffers couple the flow control of both sides: a side that takes nothing fills the buffer, then the other side's receive
/// window, then its send buffer; nothing is dropped. The end of a stream and the abort of a connection reach the other side.
/// </summary>
public sealed class Relay : SocketOwner
{
    private readonly RelayDirection _toUpstream;
    private readonly RelayDirection _toDownstream;
    private readonly Action<Relay>? _done;
    private bool _downstreamClosed;
    private bool _upstreamClosed;

    /// <param name="downstream">The connection toward the client.</param>
    /// <param name="upstream">The connection toward the server; need not be established yet.</param>
    /// <param name="toUpstreamCapacity">Bytes of the buffer from client to server.</param>
    /// <param name="toDownstreamCapacity">Bytes of the buffer from server to client.</param>
    /// <param name="done">Called once, when both connections have ended.</param>
    public Relay(StreamSocket downstream, StreamSocket upstream, long toUpstreamCapacity, long toDownstreamCapacity, Action<Relay>? done = null)
    {
        Downstream = downstream;
        Upstream = upstream;
        _toUpstream = new RelayDirection(downstream, upstream, toUpstreamCapacity);
        _toDownstream = new RelayDirection(upstream, downstream, toDownstreamCapacity);
        _done = done;
    }

    /// <summary>The connection toward the client.</summary>
    public StreamSocket Downstream { get; }

    /// <summary>The connection toward the server.</summary>
    public StreamSocket Upstream { get; }

    /// <summary>The buffer from client to server, with its bytes in and out and its peak.</summary>
    public RelayBuffer ToUpstream => _toUpstream.Buffer;

    /// <summary>The buffer from server to client, with its bytes in and out and its peak.</summary>
    public RelayBuffer ToDownstream => _toDownstream.Buffer;

    /// <summary>When <see cref="Start"/> was called.</summary>
    public Instant StartedAt { get; private set; } = Instant.Never;

    /// <summary>When the connection toward the server was established, or <see cref="Instant.Never"/>.</summary>
    public Instant UpstreamEstablishedAt { get; private set; } = Instant.Never;

    /// <summary>When both connections had ended, or <see cref="Instant.Never"/>.</summary>
    public Instant EndedAt { get; private set; } = Instant.Never;

    /// <summary>Why one side was aborted; null when none was.</summary>
    public AbortReason? Abortion { get; private set; }

    /// <summary>The side that was aborted, which aborted the other; null when none was.</summary>
    public StreamSocket? AbortedSide { get; private set; }

    /// <summary>Both connections have ended.</summary>
    public bool HasEnded => EndedAt != Instant.Never;

    /// <summary>Limits the rates of both directions, before it starts.</summary>
    internal void Shape(RelayShaping toUpstream, RelayShaping toDownstream, ShapingCount count)
    {
        (_toUpstream.Shaping, _toDownstream.Shaping) = (toUpstream, toDownstream);
        _toUpstream.Held = _toDownstream.Held = () =>
        {
            count.OnSessionHeld();
            _toUpstream.Held = _toDownstream.Held = null;
        };
    }

    /// <summary>
    /// The number that an acknowledgement in the server's name has told the client's address, because a SYN came from there for another connection between
    /// the ends of the one toward the server; null when there was none. An RST that bears it comes from somebody who has got that acknowledgement.
    /// </summary>
    internal uint? Challenge { get; set; }

    /// <summary>The client has not closed, and no subflow of it is left.</summary>
    internal bool HasNobody
    {
        get
        {
            if (_downstreamClosed || HasEnded || Downstream is not ProtocolSocket { Paths: var paths })
            {
                return false;
            }

            for (var i = 0; i < paths.Count; i++)
            {
                if (!paths[i].IsRemoved)
                {
                    return false;
                }
            }

            return true;
        }
    }

    /// <summary>Takes both sockets over and relays from now on, with whatever already waits in them.</summary>
    public void Start(Instant now)
    {
        StartedAt = now;
        Downstream.Owner = this;
        Upstream.Owner = this;
        if (Upstream.IsEstablished)
        {
            UpstreamEstablishedAt = now;
        }

        _toUpstream.Move(now);
        _toDownstream.Move(now);
    }

    public override void OnConnected(StreamSocket socket, Instant now)
    {
        if (socket == Upstream && UpstreamEstablishedAt == Instant.Never)
        {
            UpstreamEstablishedAt = now;
        }

        Move(Into(socket), now);
        Move(OutOf(socket), now);
    }

    public override void OnReadable(StreamSocket socket, Instant now) => Move(OutOf(socket), now);

    public override void OnWritable(StreamSocket socket, Instant now) => Move(Into(socket), now);

    public override void OnAborted(StreamSocket socket, Instant now, AbortReason reason)
    {
        if (HasEnded)
        {
            return;
        }

        Abortion = reason;
        AbortedSide = socket;
        var other = socket == Upstream ? Downstream : Upstream;
        var otherIsOpen = socket == Upstream ? !_downstreamClosed : !_upstreamClosed;

        // Ended before the other side hears of it: its events must not reach a relay that is gone.
        EndedAt = now;
        EndShaping();
        if (otherIsOpen)
        {
            other.Abort();
        }

        _done?.Invoke(this);
    }

    public override void OnClosed(StreamSocket socket, Instant now)
    {
        if (HasEnded)
        {
            return;
        }

        _upstreamClosed |= socket == Upstream;
        _downstreamClosed |= socket == Downstream;
        if (_upstreamClosed && _downstreamClosed)
        {
            EndedAt = now;
            EndShaping();
            CheckNothingIsLeft(_toUpstream, now, "server");
            CheckNothingIsLeft(_toDownstream, now, "client");
            _done?.Invoke(this);
        }
    }

    private void EndShaping()
    {
        _toUpstream.IsOver = _toDownstream.IsOver = true;
        _toUpstream.Shaping?.OfSession?.Retire();
        _toDownstream.Shaping?.OfSession?.Retire();
    }

    private RelayDirection OutOf(StreamSocket socket) => socket == Downstream ? _toUpstream : _toDownstream;

    private RelayDirection Into(StreamSocket socket) => socket == Downstream ? _toDownstream : _toUpstream;

    private void Move(RelayDirection direction, Instant now)
    {
        if (!HasEnded)
        {
            direction.Move(now);
        }
    }

    private void CheckNothingIsLeft(RelayDirection direction, Instant now, string toward)
    {
        if (!direction.IsFinished || direction.Buffer.Count != 0)
        {
            throw new Probes.InvariantViolation(
                now,
                $"relay {Downstream.Remote} to {Upstream.Remote}",
                $"both connections closed in order, but {direction.Buffer.Count} bytes toward the {toward} were not passed on (end passed on: {direction.IsFinished})");
        }
    }
}
