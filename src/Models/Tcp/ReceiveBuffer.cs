using Mpsim.Models.Units;
using Mpsim.Models.Wire;

namespace Mpsim.Models.Tcp;

/// <summary>
/// What an application has not read yet, and how much of it there may be. A mutable struct, a field of an MPTCP connection; a subflow
/// has none, for its data go there, so a TCP connection has it boxed.
/// </summary>
internal struct ReceiveBuffer(TcpSettings settings)
{
    private ReadQueue _queue;
    private ReceiveBufferTuning _tuning = new(settings);

    /// <summary>Octets that may be held now.</summary>
    public readonly long Size => _tuning.Size;

    /// <summary>Octets that wait to be read.</summary>
    public readonly long Bytes => _queue.Bytes;

    /// <summary>What the application takes in a round trip has been measured once: the size of a segment matters no more.</summary>
    public readonly bool IsMeasured => _tuning.IsMeasured;

    public void Append(Payload payload, long count) => _queue.Append(payload, count);

    /// <summary>Takes the next run of octets.</summary>
    /// <param name="maximum">Most octets to take.</param>
    /// <param name="now">Now.</param>
    /// <param name="segment">Octets of payload in a full segment; of no meaning once <see cref="IsMeasured"/>.</param>
    /// <param name="roundTrip">Round-trip time as the receiver sees it, in nanoseconds; 0 when not known.</param>
    /// <param name="payload">Which octets.</param>
    /// <param name="count">How many.</param>
    public bool TryRead(long maximum, Instant now, int segment, long roundTrip, out Payload payload, out long count)
    {
        if (!_queue.TryTake(maximum, out payload, out count))
        {
            return false;
        }

        _tuning.OnRead(count, now, segment, roundTrip);
        return true;
    }
}
