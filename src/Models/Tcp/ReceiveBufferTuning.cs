using Mpsim.Models.Units;

namespace Mpsim.Models.Tcp;

/// <summary>
/// Size of a receive buffer in octets of payload. Dynamic right-sizing as Linux's tcp_rcv_space_adjust and
/// tcp_rcvbuf_grow: once a round trip, the buffer becomes what lets the sender double what the application has read.
/// </summary>
internal struct ReceiveBufferTuning(TcpSettings settings)
{
    private readonly TcpSettings _settings = settings;
    private long _measuredFrom;

    /// <summary>Octets that the application has taken since then.</summary>
    private long _copied;
    private long _space;

    /// <summary>Octets that the buffer may hold now.</summary>
    public long Size { get; private set; } = settings.ReceiveBufferAutoTuning
        ? Math.Min(settings.InitialReceiveWindow, settings.ReceiveBufferLimit)
        : settings.ReceiveBufferLimit;

    /// <summary>There is a measure of what the application takes in a round trip.</summary>
    public readonly bool IsMeasured => _space != 0;

    /// <summary>The application has taken octets out of the buffer.</summary>
    /// <param name="count">Octets.</param>
    /// <param name="now">Now.</param>
    /// <param name="segment">Octets of payload in a full segment; of no meaning once <see cref="IsMeasured"/>.</param>
    /// <param name="roundTrip">Round-trip time as the receiver sees it, in nanoseconds; 0 when not known.</param>
    public void OnRead(long count, Instant now, int segment, long roundTrip)
    {
        _copied += count;
        if (!_settings.ReceiveBufferAutoTuning || roundTrip == 0 || now.Nanoseconds - _measuredFrom < roundTrip)
        {
            return;
        }

        if (_space == 0)
        {
            _space = 10L * segment;
        }

        if (_copied > _space)
        {
            var window = 2 * _copied;
            window += 2 * (window * (_copied - _space) / _space);
            Size = Math.Max(Size, Math.Min(window, _settings.ReceiveBufferLimit));
            _space = _copied;
        }

        _copied = 0;
        _measuredFrom = now.Nanoseconds;
    }
}
