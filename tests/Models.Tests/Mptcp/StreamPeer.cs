using Mpsim.Models.Apps;
using Mpsim.Models.Hosts;
using Mpsim.Models.Mptcp;
using Mpsim.Models.Units;
using Mpsim.Models.Wire;

namespace Mpsim.Models.Tests.Mptcp;

/// <summary>One end of a connection: writes a stream of a given length and closes, reads and verifies the other one.</summary>
internal sealed class StreamPeer : SocketOwner
{
    private readonly MptcpPair _pair;
    private readonly StreamOrigin _origin;
    private StreamVerifier _verifier;

    public StreamPeer(MptcpPair pair, string writes, long length, string reads)
    {
        _pair = pair;
        _origin = new StreamOrigin(pair.Ledger.Open(writes, length));
        _verifier = new StreamVerifier(pair.Ledger, reads, null);
    }

    public StreamSocket? Socket { get; set; }

    /// <summary>Writes as much of its stream as the socket takes, whenever it takes any.</summary>
    public bool WritesAtOnce { get; set; } = true;

    /// <summary>Closes its direction once everything is written.</summary>
    public bool ClosesWhenWritten { get; set; } = true;

    /// <summary>Closes its direction only when the other end has closed its own.</summary>
    public bool ClosesAfterPeer { get; set; }

    /// <summary>Reads whatever arrives, at once.</summary>
    public bool Reads { get; set; } = true;

    public long Read { get; private set; }

    public long Written => _origin.Stream.Written;

    public bool SawEnd { get; private set; }

    public bool Connected { get; private set; }

    public bool Closed { get; private set; }

    public AbortReason? Aborted { get; private set; }

    public Instant ConnectedAt { get; private set; }

    public Instant LastReadAt { get; private set; }

    public Instant EndAt { get; private set; }

    public MptcpSocket Mptcp => (MptcpSocket)Socket!;

    public MptcpConnection Connection => Mptcp.Connection;

    public Subflow Subflow(int index) => Connection.Subflows[index];

    public void Attach(StreamSocket socket)
    {
        Socket = socket;
        socket.Owner = this;
        if (socket.IsEstablished)
        {
            OnConnected(socket, _pair.Scheduler.Now);
        }
    }

    public override void OnConnected(StreamSocket socket, Instant now)
    {
        if (Connected)
        {
            return;
        }

        Connected = true;
        ConnectedAt = now;
        Socket ??= socket;
        Fill(socket, now);
    }

    public override void OnWritable(StreamSocket socket, Instant now) => Fill(socket, now);

    public override void OnReadable(StreamSocket socket, Instant now)
    {
        if (Reads)
        {
            ReadSome(long.MaxValue);
        }
    }

    public void ReadSome(long maximum)
    {
        var now = _pair.Scheduler.Now;
        while (maximum > 0 && Socket!.TryRead(maximum, out var payload, out var count))
        {
            _verifier.OnRead(now, payload, count);
            Read += count;
            maximum -= count;
            LastReadAt = now;
        }

        if (!SawEnd && Socket!.AtEnd)
        {
            SawEnd = true;
            EndAt = now;
            _verifier.OnEnd(now, true);
            Fill(Socket, now);
        }
    }

    public override void OnAborted(StreamSocket socket, Instant now, AbortReason reason)
    {
        Assert.Null(Aborted);
        Assert.False(Closed);
        Aborted = reason;
    }

    public override void OnClosed(StreamSocket socket, Instant now)
    {
        Assert.Null(Aborted);
        Assert.False(Closed, "closed twice");
        Closed = true;
    }

    /// <summary>Closes its direction now.</summary>
    public void End() => _origin.End(Socket!);

    /// <summary>Writes the next octets of the stream, for a peer that does not write all at once.</summary>
    public void WriteSome(long count)
    {
        var stream = _origin.Stream;
        stream.OnWritten(_pair.Scheduler.Now, Socket!.Write(new Payload(stream.Number, stream.Written), count));
    }

    private void Fill(StreamSocket socket, Instant now)
    {
        if (WritesAtOnce)
        {
            _origin.Fill(socket, now);
        }

        if (_origin.IsWritten && (ClosesWhenWritten || SawEnd) && (!ClosesAfterPeer || SawEnd))
        {
            _origin.End(socket);
        }
    }
}
