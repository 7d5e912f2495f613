using CsCheck;
using Mpsim.Models.Proxy;
using Mpsim.Models.Wire;

namespace Mpsim.Models.Tests.Proxy;

public sealed class RelayBufferTests
{
    [Fact]
    public void Runs_that_continue_each_other_are_merged()
    {
        var buffer = new RelayBuffer(1000);
        buffer.Push(new Payload(1, 0), 100);
        buffer.Push(new Payload(1, 100), 200);
        buffer.Push(new Payload(2, 300), 50);

        Assert.True(buffer.TryPeek(out var payload, out var count));
        Assert.Equal(new Payload(1, 0), payload);
        Assert.Equal(300, count);
        Assert.Equal(650, buffer.Room);
    }

    [Fact]
    public void More_than_fits_or_is_there_is_refused()
    {
        var buffer = new RelayBuffer(100);
        Assert.Throws<InvalidOperationException>(() => buffer.Push(new Payload(1, 0), 101));
        Assert.Throws<InvalidOperationException>(() => buffer.Pop(1));
        buffer.Push(new Payload(1, 0), 60);
        Assert.Throws<InvalidOperationException>(() => buffer.Push(new Payload(1, 60), 41));
        Assert.Throws<InvalidOperationException>(() => buffer.Pop(61));
    }

    [Fact]
    public void Whatever_goes_in_comes_out_in_order() =>
        Gen.Select(Gen.Bool, Gen.Int[1, 3], Gen.Int[1, 40]).Array[1, 200].Sample(steps =>
        {
            var buffer = new RelayBuffer(100);
            var model = new Queue<Payload>();
            var written = new long[4];
            var peak = 0L;
            foreach (var (isPush, stream, size) in steps)
            {
                if (isPush && buffer.Room > 0)
                {
                    var count = Math.Min(size, buffer.Room);
                    buffer.Push(new Payload(stream, written[stream]), count);
                    for (var i = 0; i < count; i++)
                    {
                        model.Enqueue(new Payload(stream, written[stream]++));
                    }
                }
                else if (buffer.TryPeek(out var payload, out var available))
                {
                    var count = Math.Min(size, available);
                    buffer.Pop(count);
                    for (var i = 0; i < count; i++)
                    {
                        Assert.Equal(model.Dequeue(), payload.Skip(i));
                    }
                }

                peak = Math.Max(peak, model.Count);
                Assert.Equal(model.Count, buffer.Count);
                Assert.Equal(peak, buffer.Peak);
                Assert.Equal(buffer.Count == 0, !buffer.TryPeek(out _, out _));
            }
        });
}
