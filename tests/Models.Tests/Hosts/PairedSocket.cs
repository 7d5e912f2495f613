using Mpsim.Models.Hosts;
using Mpsim.Models.Kernel;
using Mpsim.Models.Units;
using Mpsim.Models.Wire;

namespace Mpsim.Models.Tests.Hosts;

/// <summary>
/// One of two sockets that are connected in memory: a send buffer, a receive window that is given back by reading, a constant
/// delay each way, and the contract of <see cref="StreamSocket"/> taken literally.
/// </summary>
internal sealed class PairedSocket : StreamSocket
{
    private readonly PairSetting _setting;
    private readonly DelayLine _line;
    private readonly LinkedList<(Payload Start, long Count)> _sendQueue = new();
    private readonly LinkedList<(Payload Start, long Count)> _receiveQueue = new();
    private PairedSocket _peer = null!;
    private long _queued;
    private long _window;
    private long _granted;
    private bool _blocked;
    private bool _established;
    private bool _closing;
    private bool _endSent;
    private bool _endAcknowledged;
    private bool _endReceived;
    private bool _dead;
    private bool _closed;

    private PairedSocket(Scheduler scheduler, PairSetting setting, Endpoint local, Endpoint remote)
    {
        _setting = setting;
        _line = new DelayLine(scheduler, setting.Delay);
        _window = setting.Window;
        Local = local;
        Remote = remote;
    }

    public override Endpoint Local { get; }

    public override Endpoint Remote { get; }

    public override long WriteSpace => _established && !_closing && !_dead ? _setting.SendBuffer - _queued : 0;

    public override long Readable => _granted;

    public override bool AtEnd => _endReceived && _granted == 0 && !_dead;

    public override bool IsEstablished => _established && !_dead;

    public int Aborts { get; private set; }

    /// <summary>Called at the server's socket when the connection request arrives; sets its owner.</summary>
    public Action<PairedSocket>? Accept { get; set; }

    public static (PairedSocket Client, PairedSocket Server) Create(Scheduler scheduler, PairSetting setting)
    {
        var near = new Endpoint(new IpAddress(0x0A000001), 40000);
        var far = new Endpoint(new IpAddress(0x0A000002), 80);
        var client = new PairedSocket(scheduler, setting, near, far);
        var server = new PairedSocket(scheduler, setting, far, near);
        client._peer = server;
        server._peer = client;
        return (client, server);
    }

    /// <summary>connect(): two crossings until this end is established, three for the other one.</summary>
    public void Connect() => _line.Send(_ => _peer.OnRequest());

    public override long Write(Payload payload, long count)
    {
        var accepted = Math.Min(count, WriteSpace);
        if (accepted > 0)
        {
            _queued += accepted;
            _sendQueue.AddLast((payload, accepted));
            Transmit();
        }

        _blocked |= accepted < count;
        return accepted;
    }

    public override bool TryRead(long maximum, out Payload payload, out long count)
    {
        (payload, count) = (default, 0);
        if (_dead || _receiveQueue.First is not { } first || maximum <= 0)
        {
            return false;
        }

        (payload, count) = (first.Value.Start, Math.Min(maximum, first.Value.Count));
        _receiveQueue.RemoveFirst();
        if (count < first.Value.Count)
        {
            _receiveQueue.AddFirst((payload.Skip(count), first.Value.Count - count));
        }

        _granted -= count;
        var freed = count;
        _line.Send(now => _peer.OnWindow(now, freed));
        return true;
    }

    public override void CloseWrite()
    {
        Assert.True(_established, "the end of the stream is written before the connection is established");
        Assert.False(_closing, "the end of the stream is written twice");
        _closing = true;
        Transmit();
        if (_setting.Reentrant)
        {
            Owner!.OnWritable(this, _line.Scheduler.Now);
            Owner!.OnReadable(this, _line.Scheduler.Now);
        }
    }

    public override void Abort()
    {
        Aborts++;
        if (!_dead)
        {
            _dead = true;
            _line.Send(_peer.OnReset);
        }
    }

    /// <summary>The connection ends here as if the other end did not answer any more.</summary>
    public void Fail(Instant now, AbortReason reason)
    {
        if (!_dead && !_closed)
        {
            _dead = true;
            Owner!.OnAborted(this, now, reason);
        }
    }

    private void OnRequest()
    {
        if (_setting.Refuses)
        {
            _line.Send(now => _peer.Fail(now, AbortReason.Refused));
            return;
        }

        Accept?.Invoke(this);
        _line.Send(_peer.OnAccepted);
    }

    private void OnAccepted(Instant now)
    {
        _line.Send(_peer.OnEstablished);
        OnEstablished(now);
    }

    private void OnEstablished(Instant now)
    {
        if (!_dead)
        {
            _established = true;
            Owner!.OnConnected(this, now);
        }
    }

    private void Transmit()
    {
        while (_window > 0 && _sendQueue.First is { } first)
        {
            var count = Math.Min(Math.Min(_window, _setting.Segment), first.Value.Count);
            var start = first.Value.Start;
            _sendQueue.RemoveFirst();
            if (count < first.Value.Count)
            {
                _sendQueue.AddFirst((start.Skip(count), first.Value.Count - count));
            }

            _window -= count;
            _queued -= count;
            _line.Send(now => _peer.OnData(now, start, count));
        }

        if (_closing && !_endSent && _sendQueue.Count == 0)
        {
            _endSent = true;
            _line.Send(_peer.OnEnd);
        }
    }

    private void OnData(Instant now, Payload start, long count)
    {
        if (_dead)
        {
            return;
        }

        Assert.True(_granted + count <= _setting.Window, "the window is exceeded");
        _granted += count;
        if (_receiveQueue.Last is { } last && last.Value.Start.Skip(last.Value.Count) == start)
        {
            _receiveQueue.Last.Value = (last.Value.Start, last.Value.Count + count);
        }
        else
        {
            _receiveQueue.AddLast((start, count));
        }

        Owner!.OnReadable(this, now);
    }

    private void OnWindow(Instant now, long freed)
    {
        if (_dead)
        {
            return;
        }

        _window += freed;
        Transmit();
        if (_blocked && WriteSpace > 0)
        {
            _blocked = false;
            Owner!.OnWritable(this, now);
        }
    }

    private void OnEnd(Instant now)
    {
        if (_dead)
        {
            return;
        }

        _endReceived = true;
        _line.Send(_peer.OnEndAcknowledged);
        Owner!.OnReadable(this, now);
        CloseIfDone(now);
    }

    private void OnEndAcknowledged(Instant now)
    {
        _endAcknowledged = true;
        CloseIfDone(now);
    }

    private void OnReset(Instant now)
    {
        // What a closed connection has received can still be read, whatever comes after.
        if (!_closed)
        {
            _receiveQueue.Clear();
            _granted = 0;
            Fail(now, AbortReason.Reset);
        }
    }

    private void CloseIfDone(Instant now)
    {
        if (_endAcknowledged && _endReceived && !_closed && !_dead)
        {
            _closed = true;
            Owner!.OnClosed(this, now);
        }
    }
}

/// <summary>What a pair of sockets is like.</summary>
internal sealed record PairSetting
{
    public Duration Delay { get; init; } = Duration.FromMilliseconds(10);

    public long SendBuffer { get; init; } = 64 * 1024;

    public long Window { get; init; } = 64 * 1024;

    /// <summary>Most bytes that cross at once.</summary>
    public long Segment { get; init; } = 1448;

    /// <summary>The server answers connection requests with a reset.</summary>
    public bool Refuses { get; init; }

    /// <summary>Ending the stream calls the owner back at once, which the contract allows.</summary>
    public bool Reentrant { get; init; }
}
