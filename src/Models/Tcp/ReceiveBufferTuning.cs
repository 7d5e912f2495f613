using Mpsim.Models.Units;

namespace Mpsim.Models.Tcp;

/// <summary>
/// Size of a receive buffer in octets of payload. Dynamic right-sizing as Linux's tcp_rcv_space_adjust and
/// tcp_rcvbuf_grow: once a round trip, the buffer becomes what lets the sender double what the application has read.
/// </summary>
internal struct ReceiveBufferTuning(TcpSettings settings)
{
    private readonly long _limit = settings.ReceiveBufferLimit;
    private readonly bool _tuned = settings.ReceiveBufferAutoTuning;
    private long _measuredFrom;
    private long _read;
    private long _readAtStart;
    private long _space;
    private long _roundTrip;

    /// <summary>Octets that the buffer may hold now.</summary>
    public long Size { get; private set; } = settings.ReceiveBufferAutoTuning
        ? Math.Min(settings.InitialReceiveWindow, settings.ReceiveBufferLimit)
        : settings.ReceiveBufferLimit;

    /// <summary>A round-trip time as the receiver sees it.</summary>
    public void OnRoundTrip(Duration sample)
    {
        if (!_tuned || sample.Nanoseconds <= 0)
        {
            return;
        }

        // Linux keeps the smallest of recent samples, moving up slowly (tcp_rcv_rtt_update).
        _roundTrip = _roundTrip == 0 || sample.Nanoseconds < _roundTrip ? sample.Nanoseconds : _roundTrip + ((sample.Nanoseconds - _roundTrip) >> 3);
    }

    /// <summary>The application has taken octets out of the buffer.</summary>
    public void OnRead(long count, Instant now, int segment)
    {
        _read += count;
        if (!_tuned || _roundTrip == 0 || now.Nanoseconds - _measuredFrom < _roundTrip)
        {
            return;
        }

        var copied = _read - _readAtStart;
        if (_space == 0)
        {
            _space = 10L * segment;
        }

        if (copied > _space)
        {
            var window = 2 * copied;
            window += 2 * (window * (copied - _space) / _space);
            Size = Math.Max(Size, Math.Min(window, _limit));
            _space = copied;
        }

        _readAtStart = _read;
        _measuredFrom = now.Nanoseconds;
    }
}
