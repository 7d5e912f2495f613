using Mpsim.Models.Hosts;
using Mpsim.Models.Units;

namespace Mpsim.Models.Apps;

/// <summary>Opens a connection, writes one request, reads the response to its end, and closes.</summary>
/// <param name="ledger">The book of the run.</param>
/// <param name="request">The request's stream; carries its length and that of the response.</param>
/// <param name="responseLabel">Label of the responses' streams.</param>
/// <param name="connection">The record of the connection.</param>
/// <param name="halfClose">Whether to close the client's direction behind the request, or only when the response has arrived.</param>
public sealed class RequestClient(StreamLedger ledger, StreamEntry request, string responseLabel, ConnectionRecord connection, bool halfClose) : SocketOwner
{
    private readonly StreamOrigin _request = new(request);
    private StreamVerifier _response = new(ledger, responseLabel, connection);
    private bool _ended;

    public override void OnConnected(StreamSocket socket, Instant now)
    {
        connection.OnEstablished(now);
        Fill(socket, now);
    }

    public override void OnWritable(StreamSocket socket, Instant now) => Fill(socket, now);

    public override void OnReadable(StreamSocket socket, Instant now)
    {
        var count = _response.ReadAll(socket, now);
        if (count > 0)
        {
            connection.OnRead(now, count, _response.Stream?.Alterations);
        }

        if (_response.Stream is { IsComplete: true })
        {
            connection.OnComplete();
        }

        if (!_ended && socket.AtEnd)
        {
            _ended = true;
            _response.OnEnd(now, mayBeEmpty: false);
            _request.End(socket);
        }
    }

    public override void OnAborted(StreamSocket socket, Instant now, AbortReason reason) => connection.OnAborted(now, reason);

    public override void OnClosed(StreamSocket socket, Instant now)
    {
        if (!_ended)
        {
            throw request.Violation(now, "its connection closed in order before the end of the response was read");
        }

        request.ClosedByOrigin = true;
        _response.Stream!.ClosedByReceiver = true;
    }

    private void Fill(StreamSocket socket, Instant now)
    {
        _request.Fill(socket, now);
        if (connection.EstablishedAt == Instant.Never)
        {
            request.OnWrittenForSyn();
        }

        if (halfClose && _request.IsWritten)
        {
            _request.End(socket);
        }
    }
}
