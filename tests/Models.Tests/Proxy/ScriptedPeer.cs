using Mpsim.Models.Apps;
using Mpsim.Models.Hosts;
using Mpsim.Models.Kernel;
using Mpsim.Models.Units;
using Mpsim.Models.Wire;

namespace Mpsim.Models.Tests.Proxy;

/// <summary>An end that writes, reads, closes or aborts when its script says so, and finishes both directions when the script is over.</summary>
internal sealed class ScriptedPeer : SocketOwner, ITimerOwner
{
    private readonly Queue<PeerStep> _script;
    private readonly Timer _timer;
    private StreamVerifier _verifier;
    private StreamSocket? _socket;
    private long _toWrite;
    private bool _ending;
    private bool _greedy;
    private bool _gone;

    public ScriptedPeer(Scheduler scheduler, StreamLedger ledger, string sends, string receives, IEnumerable<PeerStep> script)
    {
        Sent = ledger.Open(sends, StreamEntry.Unbounded);
        _verifier = new StreamVerifier(ledger, receives, null);
        _script = new Queue<PeerStep>(script);
        _timer = new Timer(scheduler, this);
    }

    public StreamEntry Sent { get; }

    public bool EndRead { get; private set; }

    public bool Closed { get; private set; }

    public bool HasAborted { get; private set; }

    public AbortReason? Abortion { get; private set; }

    public override void OnConnected(StreamSocket socket, Instant now)
    {
        _socket = socket;
        Await(now);
    }

    public override void OnWritable(StreamSocket socket, Instant now) => Write(now);

    public override void OnReadable(StreamSocket socket, Instant now)
    {
        if (_greedy)
        {
            Read(now, long.MaxValue);
        }
    }

    public override void OnAborted(StreamSocket socket, Instant now, AbortReason reason)
    {
        Assert.False(_gone, "two endings");
        _gone = true;
        Abortion = reason;
    }

    public override void OnClosed(StreamSocket socket, Instant now)
    {
        Assert.False(_gone, "two endings");
        Closed = true;
    }

    public void OnTimer(Timer timer, Instant now)
    {
        if (_gone)
        {
            return;
        }

        var step = _script.Dequeue();
        switch (step.Action)
        {
            case PeerAction.Write when !_ending:
                _toWrite += step.Size;
                Write(now);
                break;
            case PeerAction.Read:
                Read(now, step.Size);
                break;
            case PeerAction.Close:
                _ending = true;
                Write(now);
                break;
            case PeerAction.Abort when !Closed:
                _gone = HasAborted = true;
                _socket!.Abort();
                return;
        }

        Await(now);
    }

    private void Await(Instant now)
    {
        if (_script.TryPeek(out var step))
        {
            _timer.Arm(now + Duration.FromMilliseconds(step.AfterMilliseconds));
            return;
        }

        _greedy = _ending = true;
        Write(now);
        Read(now, long.MaxValue);
    }

    private void Write(Instant now)
    {
        if (_gone || Sent.EndWritten)
        {
            return;
        }

        if (_toWrite > 0)
        {
            var accepted = _socket!.Write(new Payload(Sent.Number, Sent.Written), _toWrite);
            Sent.OnWritten(now, accepted);
            _toWrite -= accepted;
        }

        if (_ending && _toWrite == 0)
        {
            Sent.OnEndWritten();
            _socket!.CloseWrite();
        }
    }

    private void Read(Instant now, long maximum)
    {
        while (maximum > 0 && _socket!.TryRead(maximum, out var payload, out var count))
        {
            _verifier.OnRead(now, payload, count);
            maximum -= count;
        }

        if (!EndRead && _socket!.AtEnd)
        {
            EndRead = true;
            _verifier.OnEnd(now, mayBeEmpty: true);
        }
    }
}

internal enum PeerAction
{
    Write,
    Read,
    Close,
    Abort,
}

internal readonly record struct PeerStep(int AfterMilliseconds, PeerAction Action, long Size);
