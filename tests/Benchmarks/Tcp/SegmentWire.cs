using Mpsim.Models.Tcp;
using Mpsim.Models.Units;
using Mpsim.Models.Wire;
using Mpsim.Models.Wire.Tcp;

namespace Mpsim.Benchmarks.Tcp;

/// <summary>A sender and a receiver with nothing between them but two rings of segments and a round-trip time.</summary>
internal sealed class SegmentWire
{
    private const int Ring = 1024;
    private static readonly Duration HalfRoundTrip = Duration.FromMilliseconds(5);

    private readonly Segment[] _toReceiver = new Segment[Ring];
    private readonly Segment[] _toSender = new Segment[Ring];
    private readonly TcpConnection _sender;
    private readonly TcpConnection _receiver;
    private readonly int _lossEvery;
    private int _countToReceiver;
    private int _countToSender;
    private long _sent;
    private long _written;
    private Instant _now;

    /// <param name="settings">Of both ends.</param>
    /// <param name="lossEvery">Every so many data segments one is lost; 0 for none.</param>
    public SegmentWire(TcpSettings settings, int lossEvery)
    {
        _lossEvery = lossEvery;
        _sender = new TcpConnection(settings, 1, 0);
        _receiver = new TcpConnection(settings, 2, 0);
        _receiver.Listen();
        _sender.Open();
    }

    /// <summary>Segments with payload that have arrived.</summary>
    public long Arrived => _receiver.DataSegmentsReceived;

    /// <summary>Half a round trip after the other, each end takes what is under way and answers.</summary>
    public void Exchange()
    {
        _now += HalfRoundTrip;
        Deliver(_toReceiver, ref _countToReceiver, _receiver);
        while (_receiver.TryRead(long.MaxValue, _now, out _, out _))
        {
        }

        Drain(_receiver, _toSender, ref _countToSender, isData: false);
        _now += HalfRoundTrip;
        Deliver(_toSender, ref _countToSender, _sender);
        if (_sender.WriteSpace is > 0 and var space)
        {
            _written += _sender.Write(new Payload(1, _written), space);
        }

        Drain(_sender, _toReceiver, ref _countToReceiver, isData: true);
    }

    private void Deliver(Segment[] segments, ref int count, TcpConnection to)
    {
        for (var i = 0; i < count; i++)
        {
            to.OnSegment(_now, in segments[i]);
            segments[i].Clear();
        }

        count = 0;
        if (to.NextTimeout <= _now)
        {
            to.OnTimeout(_now);
        }

        to.TakeEvents();
    }

    private void Drain(TcpConnection from, Segment[] segments, ref int count, bool isData)
    {
        while (from.TryEmit(_now, ref segments[count]))
        {
            if (isData && segments[count].PayloadLength > 0 && _lossEvery > 0 && ++_sent % _lossEvery == 0)
            {
                segments[count].Clear();
            }
            else
            {
                count++;
            }
        }
    }
}
