using Mpsim.Models.Hosts;
using Mpsim.Models.Kernel;
using Mpsim.Models.Units;

namespace Mpsim.Models.Apps;

/// <summary>
/// The application that opens a connection, as far as it has patience: gives up one on which nothing is delivered for a time,
/// and asks for another when one has failed. What else happens it leaves to the application proper.
/// </summary>
internal sealed class PersistentOpener : SocketOwner, ITimerOwner
{
    private readonly SocketOwner _application;
    private readonly ConnectionRecord _connection;
    private readonly Duration? _patience;
    private readonly Action<ConnectionRecord> _failed;
    private readonly Kernel.Timer? _timer;
    private StreamSocket? _socket;
    private bool _isOver;

    /// <param name="scheduler">The scheduler of the run.</param>
    /// <param name="application">The application proper.</param>
    /// <param name="connection">The record of the connection.</param>
    /// <param name="patience">Time without a delivery after which the connection is given up; null for never.</param>
    /// <param name="failed">Called when the connection has failed.</param>
    public PersistentOpener(Scheduler scheduler, SocketOwner application, ConnectionRecord connection, Duration? patience, Action<ConnectionRecord> failed)
    {
        _application = application;
        _connection = connection;
        _patience = patience;
        _failed = failed;
        if (patience is { } wait)
        {
            _timer = new Kernel.Timer(scheduler, this);
            _timer.Arm(scheduler.Now + wait);
        }
    }

    /// <summary>The socket that was opened for it.</summary>
    public void Watch(StreamSocket socket) => _socket = socket;

    /// <summary>There is no connection, and another would have no port either.</summary>
    public void Abandon() => End(failed: false);

    protected internal override void Anticipate() => _application.Anticipate();

    public override void OnConnected(StreamSocket socket, Instant now) => _application.OnConnected(socket, now);

    public override void OnReadable(StreamSocket socket, Instant now) => _application.OnReadable(socket, now);

    public override void OnWritable(StreamSocket socket, Instant now) => _application.OnWritable(socket, now);

    public override void OnAborted(StreamSocket socket, Instant now, AbortReason reason)
    {
        if (_isOver)
        {
            return;
        }

        _application.OnAborted(socket, now, reason);
        End(!_connection.IsComplete);
    }

    public override void OnClosed(StreamSocket socket, Instant now)
    {
        if (!_isOver)
        {
            _application.OnClosed(socket, now);
            End(failed: false);
        }
    }

    void ITimerOwner.OnTimer(Kernel.Timer timer, Instant now)
    {
        // The record has what the final receiver has read, as an application's progress would show.
        var lastSign = _connection.LastByteAt != Instant.Never ? _connection.LastByteAt
            : _connection.EstablishedAt != Instant.Never ? _connection.EstablishedAt
            : _connection.OpenedAt;
        if (_connection.IsComplete)
        {
            return;
        }

        if (lastSign + _patience!.Value > now)
        {
            _timer!.Arm(lastSign + _patience.Value);
            return;
        }

        _application.OnAborted(_socket!, now, AbortReason.GivenUp);
        End(failed: true);
    }

    private void End(bool failed)
    {
        _isOver = true;
        _timer?.Retire();
        if (failed)
        {
            // Where the connection is still there, the other end is told.
            _socket?.Abort();
            _failed(_connection);
        }
    }
}
