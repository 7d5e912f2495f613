using Mpsim.Models.Hosts;
using Mpsim.Models.Kernel;
using Mpsim.Models.Units;

namespace Mpsim.Models.Apps;

/// <summary>
/// The origin of a bulk transfer, at either end of the connection: keeps the send buffer full until the stream's length is
/// written or the time is over, then closes its direction.
/// </summary>
public sealed class BulkSender : SocketOwner, ITimerOwner
{
    private readonly StreamOrigin _origin;
    private readonly ConnectionRecord? _connection;
    private readonly Instant _stopAt;
    private readonly Timer? _stop;
    private StreamSocket? _socket;

    /// <param name="scheduler">The scheduler of the run.</param>
    /// <param name="stream">The stream to write; its length tells when to end.</param>
    /// <param name="connection">The record of the connection, at the end that opens it.</param>
    /// <param name="stopAt">When to end whatever was written; <see cref="Instant.Never"/> for a transfer that has no such time.</param>
    public BulkSender(Scheduler scheduler, StreamEntry stream, ConnectionRecord? connection, Instant stopAt)
    {
        _origin = new StreamOrigin(stream);
        _connection = connection;
        _stopAt = stopAt;
        if (stopAt != Instant.Never)
        {
            _stop = new Timer(scheduler, this);
            _stop.Arm(Instant.Max(stopAt, scheduler.Now));
        }
    }

    public override void OnConnected(StreamSocket socket, Instant now)
    {
        _socket = socket;
        _connection?.OnEstablished(now);
        Fill(socket, now);
    }

    public override void OnWritable(StreamSocket socket, Instant now) => Fill(socket, now);

    public override void OnReadable(StreamSocket socket, Instant now)
    {
        // Nothing is ever written in this direction, so whatever arrives was made up on the way.
        if (socket.TryRead(long.MaxValue, out var payload, out var count))
        {
            throw _origin.Stream.Violation(now, $"altered: its origin read {count} bytes, {payload}, where none were written");
        }
    }

    public override void OnAborted(StreamSocket socket, Instant now, AbortReason reason)
    {
        _connection?.OnAborted(now, reason);
        _socket = null;
        _stop?.Retire();
    }

    public override void OnClosed(StreamSocket socket, Instant now)
    {
        if (_origin.Stream.IsComplete)
        {
            // A receiver at the called end learns its connection from the first byte, so a transfer without any is told here.
            _connection?.OnComplete();
        }

        _origin.Stream.ClosedByOrigin = true;
        _stop?.Retire();
    }

    void ITimerOwner.OnTimer(Timer timer, Instant now)
    {
        // A connection that is not established yet ends its stream when it is.
        if (_socket is { } socket)
        {
            _origin.End(socket);
        }
    }

    private void Fill(StreamSocket socket, Instant now)
    {
        if (now < _stopAt)
        {
            _origin.Fill(socket, now);
            if (_connection?.EstablishedAt == Instant.Never)
            {
                _origin.Stream.OnWrittenForSyn();
            }
        }

        if (_origin.IsWritten || now >= _stopAt)
        {
            _origin.End(socket);
        }
    }
}
