using Mpsim.Models.Hosts;
using Mpsim.Models.Units;

namespace Mpsim.Models.Apps;

/// <summary>
/// The receiver of a bulk transfer, at either end of the connection: reads everything at once, verifies it, and closes its own
/// direction at the end of the stream.
/// </summary>
/// <param name="ledger">The book of the run.</param>
/// <param name="label">Label of the streams that may arrive here.</param>
/// <param name="connection">The record of the connection, at the end that opens it; the called end learns it from the stream.</param>
/// <param name="mayBeEmpty">The transfer may end without a byte.</param>
public sealed class BulkReceiver(StreamLedger ledger, string label, ConnectionRecord? connection, bool mayBeEmpty) : SocketOwner
{
    private StreamVerifier _verifier = new(ledger, label, connection);
    private bool _ended;

    private ConnectionRecord? Connection => _verifier.Connection ?? _verifier.Stream?.Connection;

    protected internal override void Anticipate()
    {
        _verifier.Anticipate();
        if (_verifier.Connection is { } opened)
        {
            CachePrefetch.Of(opened, 96);
        }
    }

    public override void OnConnected(StreamSocket socket, Instant now) => _verifier.Connection?.OnEstablished(now);

    public override void OnReadable(StreamSocket socket, Instant now)
    {
        var count = _verifier.ReadAll(socket, now);
        if (count > 0)
        {
            Connection?.OnRead(now, count, _verifier.Stream?.Alterations);
            if (_verifier.Connection is null)
            {
                Connection?.OnHeard(now);
            }
        }

        if (_verifier.Stream is { IsComplete: true })
        {
            Connection?.OnComplete();
        }

        if (!_ended && socket.AtEnd)
        {
            _ended = true;
            _verifier.OnEnd(now, mayBeEmpty);
            Connection?.OnComplete();
            socket.CloseWrite();
        }
    }

    public override void OnAborted(StreamSocket socket, Instant now, AbortReason reason)
    {
        if (!_verifier.MayBeRepetition)
        {
            Connection?.OnAborted(now, reason);
        }
    }

    public override void OnClosed(StreamSocket socket, Instant now)
    {
        if (!_ended)
        {
            throw new Probes.InvariantViolation(now, $"receiver of {_verifier.Label}", "the connection closed in order before the end of the stream was read");
        }

        if (_verifier.Stream is { } stream)
        {
            stream.ClosedByReceiver = true;
        }
    }
}
