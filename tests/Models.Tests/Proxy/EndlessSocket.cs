using Mpsim.Models.Hosts;
using Mpsim.Models.Units;
using Mpsim.Models.Wire;

namespace Mpsim.Models.Tests.Proxy;

/// <summary>A socket that takes up to a limit at each write and has whatever the test lets arrive; it allocates nothing.</summary>
internal sealed class EndlessSocket(long accepts = long.MaxValue) : StreamSocket
{
    private long _arrived;
    private long _read;

    public override Endpoint Local => default;

    public override Endpoint Remote => default;

    public override long WriteSpace => accepts;

    public override long Readable => _arrived - _read;

    public override bool AtEnd => false;

    public override bool IsEstablished => true;

    /// <summary>Called from within every write, which is more than the contract allows.</summary>
    public Action? Writing { get; set; }

    /// <summary>Where the last write ended.</summary>
    public Payload WrittenTo { get; private set; }

    public void Arrive(long count)
    {
        _arrived += count;
        Owner!.OnReadable(this, Instant.Zero);
    }

    public override long Write(Payload payload, long count)
    {
        var accepted = Math.Min(count, accepts);
        WrittenTo = payload.Skip(accepted);
        Writing?.Invoke();
        return accepted;
    }

    public override bool TryRead(long maximum, out Payload payload, out long count)
    {
        payload = new Payload(1, _read);
        count = Math.Min(maximum, Readable);
        _read += count;
        return count > 0;
    }

    public override void CloseWrite()
    {
    }

    public override void Abort()
    {
    }
}
