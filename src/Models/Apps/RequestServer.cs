using Mpsim.Models.Hosts;
using Mpsim.Models.Units;

namespace Mpsim.Models.Apps;

/// <summary>
/// Answers one request on an accepted connection: reads it, writes the response when the whole request is there, and closes.
/// The ledger tells both lengths, which a real request would carry in its text.
/// </summary>
/// <param name="ledger">The book of the run.</param>
/// <param name="requestLabel">Label of the requests' streams.</param>
/// <param name="responseLabel">Label of the responses' streams.</param>
public sealed class RequestServer(StreamLedger ledger, string requestLabel, string responseLabel) : SocketOwner
{
    private StreamVerifier _request = new(ledger, requestLabel, connection: null);
    private StreamEntry? _response;
    private bool _requestEnded;

    public override void OnReadable(StreamSocket socket, Instant now)
    {
        if (_request.ReadAll(socket, now) > 0)
        {
            _request.Stream?.Connection?.OnHeard(now);
        }

        if (!_requestEnded && socket.AtEnd)
        {
            _requestEnded = true;
            _request.OnEnd(now, mayBeEmpty: false);
        }

        if (_response is null && _request.Stream is { } request && _request.Position == request.Length)
        {
            _response = ledger.Open(responseLabel, request.ResponseLength, request.Connection);
            request.Response ??= _response;
            Fill(socket, now);
        }
    }

    public override void OnWritable(StreamSocket socket, Instant now) => Fill(socket, now);

    public override void OnAborted(StreamSocket socket, Instant now, AbortReason reason)
    {
        if (!_request.MayBeRepetition)
        {
            _request.Stream?.Connection?.OnAborted(now, reason);
        }
    }

    public override void OnClosed(StreamSocket socket, Instant now)
    {
        if (!_requestEnded || _response is not { EndWritten: true })
        {
            throw new Probes.InvariantViolation(now, $"server of {requestLabel}", "the connection closed in order before request and response were through");
        }

        _request.Stream!.ClosedByReceiver = true;
        _response.ClosedByOrigin = true;
    }

    private void Fill(StreamSocket socket, Instant now)
    {
        if (_response is not { } response)
        {
            return;
        }

        var origin = new StreamOrigin(response);
        origin.Fill(socket, now);
        if (origin.IsWritten)
        {
            origin.End(socket);
        }
    }
}
