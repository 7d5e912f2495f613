using Mpsim.Models.Tcp;
using Mpsim.Models.Tcp.FastOpen;
using Mpsim.Models.Units;
using Mpsim.Models.Wire;
using Mpsim.Models.Wire.Tcp;

namespace Mpsim.Models.Hosts;

/// <summary>A socket over one TCP connection.</summary>
public sealed class TcpSocket : ProtocolSocket
{
    private readonly TcpConnection _tcp;
    private readonly SocketPath[] _paths;
    private readonly SocketPath _path;

    internal TcpSocket(Host host, TcpConnection tcp, Endpoint local, Endpoint remote, Action<StreamSocket>? accepted)
        : base(host, accepted)
    {
        _tcp = tcp;
        Local = local;
        Remote = remote;
        _path = new SocketPath(this, tcp, null);
        _paths = [_path];
        host.Add(_path);
    }

    public override IReadOnlyList<SocketPath> Paths => _paths;

    public override Endpoint Local { get; }

    public override Endpoint Remote { get; }

    public override long WriteSpace => _tcp.WriteSpace;

    public override long Readable => IsAborted ? 0 : _tcp.Readable;

    public override bool AtEnd => !IsAborted && _tcp.AtEnd;

    public override bool IsEstablished => _tcp.IsOpen;

    protected override Instant NextTimeout => _tcp.NextTimeout;

    protected override bool IsGone => _tcp.IsClosed;

    public override long Write(Payload payload, long count)
    {
        var taken = _tcp.Write(payload, count);
        Pump(Host.Scheduler.Now);
        return taken;
    }

    public override bool TryRead(long maximum, out Payload payload, out long count)
    {
        if (IsAborted)
        {
            payload = default;
            count = 0;
            return false;
        }

        var read = _tcp.TryRead(maximum, Host.Scheduler.Now, out payload, out count);
        Pump(Host.Scheduler.Now);
        return read;
    }

    public override void CloseWrite()
    {
        _tcp.CloseWrite();
        Pump(Host.Scheduler.Now);
    }

    public override void Abort()
    {
        _tcp.Abort();
        Pump(Host.Scheduler.Now);
    }

    /// <summary>Active open: the SYN leaves, unless it waits for data.</summary>
    internal void Open(FastOpenOffer? offer)
    {
        _tcp.Open(offer);
        Pump(Host.Scheduler.Now);
    }

    internal override void OnSegment(SocketPath path, Instant now, in Segment segment)
    {
        _tcp.OnSegment(now, segment);
        Pump(now);
    }

    /// <summary>An ICMP error has come.</summary>
    /// <returns>As <see cref="TcpConnection.OnIcmp"/>.</returns>
    internal bool OnIcmp(IcmpError error, Instant now, bool isTaken)
    {
        var isOurs = _tcp.OnIcmp(error, now, isTaken);
        Pump(now);
        return isOurs;
    }

    internal override void EndTimeWait(SocketPath path, Instant now)
    {
        _tcp.EndTimeWait();
        Pump(now);
    }

    protected override void OnTimeout(Instant now) => _tcp.OnTimeout(now);

    protected override TcpEvents TakeEvents() => _tcp.TakeEvents();

    protected override bool TrySendNext(Instant now)
    {
        var packet = Host.Pool.Peek();
        if (!_tcp.TryEmit(now, ref packet.Segment))
        {
            return false;
        }

        Host.Pool.TakePeeked();
        Host.Send(packet, _path);
        return true;
    }

    protected override void RemoveClosedPaths()
    {
        if (_tcp.IsClosed)
        {
            Host.Remove(_path);
        }
    }
}
