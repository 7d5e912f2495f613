using Mpsim.Models.Tcp;
using Mpsim.Models.Tcp.Congestion;
using Mpsim.Models.Units;
using Mpsim.Models.Wire;
using Mpsim.Models.Wire.Tcp;

namespace Mpsim.Models.Tests.Tcp;

/// <summary>Long transfers: nothing allocates, and sequence numbers wrap unnoticed.</summary>
public sealed class SteadyStateTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(500)]
    public void A_transfer_allocates_nothing_once_warm(int oneLostIn)
    {
        var line = new Line(oneLostIn);
        line.Run(200_000);
        var before = GC.GetAllocatedBytesForCurrentThread();
        line.Run(200_000);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
        Assert.True(line.Delivered > 100_000_000);
        Assert.Equal(oneLostIn > 0, line.Sender.Retransmissions > 0);
    }

    [Fact]
    public void Positions_beyond_four_gigabytes_are_right()
    {
        var line = new Line(20_000, mtu: 65_000);
        while (line.Delivered < 5L << 30)
        {
            line.Run(10_000);
        }

        Assert.True(line.Sender.Acknowledged > 4L << 30);
    }

    /// <summary>Two ends over rings of 10 ms; no other objects, so that every octet allocated is the connections'.</summary>
    private sealed class Line
    {
        private readonly (long At, Segment Segment)[] _toReceiver = new (long, Segment)[4096];
        private readonly (long At, Segment Segment)[] _toSender = new (long, Segment)[4096];
        private readonly TcpConnection _receiver;
        private readonly int _oneLostIn;
        private long _forwardHead;
        private long _forwardTail;
        private long _backHead;
        private long _backTail;
        private long _written;
        private Instant _now;
        private int _sent;

        public Line(int oneLostIn, int mtu = 1500)
        {
            _oneLostIn = oneLostIn;
            var settings = new TcpSettings { Mtu = mtu, CongestionControl = () => new NewReno(), ReceiveBufferLimit = 400 * mtu, SendBufferLimit = 800 * mtu };
            Sender = new TcpConnection(settings, 0xFFFF_0000, 1);
            _receiver = new TcpConnection(settings, 0xFFFF_8000, 2);
            _receiver.Listen();
            Sender.Open();
        }

        public TcpConnection Sender { get; }

        public long Delivered { get; private set; }

        public void Run(int steps)
        {
            for (var i = 0; i < steps; i++)
            {
                Drain();
                var forward = _forwardHead < _forwardTail ? _toReceiver[_forwardHead & 4095].At : long.MaxValue;
                var back = _backHead < _backTail ? _toSender[_backHead & 4095].At : long.MaxValue;
                var timeout = Math.Min(Sender.NextTimeout.Nanoseconds, _receiver.NextTimeout.Nanoseconds);
                _now = new Instant(Math.Max(_now.Nanoseconds, Math.Min(timeout, Math.Min(forward, back))));
                if (forward <= back && forward <= timeout)
                {
                    _receiver.OnSegment(_now, _toReceiver[_forwardHead++ & 4095].Segment);
                }
                else if (back <= timeout)
                {
                    Sender.OnSegment(_now, _toSender[_backHead++ & 4095].Segment);
                }
                else
                {
                    Sender.OnTimeout(_now);
                    _receiver.OnTimeout(_now);
                }
            }
        }

        private void Drain()
        {
            while (_receiver.TryRead(long.MaxValue, _now, out var payload, out var count))
            {
                if (payload != new Payload(1, Delivered))
                {
                    throw new InvalidOperationException($"{payload} at {Delivered}");
                }

                Delivered += count;
            }

            _written += Sender.Write(new Payload(1, _written), Sender.WriteSpace);
            _receiver.TakeEvents();
            Sender.TakeEvents();
            Emit(Sender, _toReceiver, _forwardHead, ref _forwardTail);
            Emit(_receiver, _toSender, _backHead, ref _backTail);
        }

        private void Emit(TcpConnection end, (long At, Segment Segment)[] ring, long head, ref long tail)
        {
            while (true)
            {
                ref var slot = ref ring[tail & 4095];
                slot.Segment.Clear();
                if (!end.TryEmit(_now, ref slot.Segment))
                {
                    return;
                }

                Assert.True(tail - head < 4095);
                slot.At = _now.Nanoseconds + 10_000_000;
                if (slot.Segment.PayloadLength == 0 || _oneLostIn == 0 || ++_sent % _oneLostIn != 0)
                {
                    tail++;
                }
            }
        }
    }
}
