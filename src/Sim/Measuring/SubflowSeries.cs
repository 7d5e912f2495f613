using Mpsim.Models.Hosts;
using Mpsim.Models.Units;

namespace Mpsim.Measuring;

/// <summary>The time series of a subflow, and what it has carried.</summary>
/// <param name="entity">Its name.</param>
/// <param name="window">Number of the series of its window.</param>
/// <param name="roundTrip">Number of the series of its round-trip time.</param>
/// <param name="path">The subflow at its sender.</param>
internal sealed class SubflowSeries(string entity, int window, int roundTrip, SocketPath path)
{
    private long _numbers;
    private uint _acknowledged = path.Tcp.Iss + 1;

    public string Entity { get; } = entity;

    public int Window { get; } = window;

    public int RoundTrip { get; } = roundTrip;

    /// <summary>Payload acknowledged so far; a FIN that is acknowledged takes a sequence number and is none.</summary>
    public long Bytes => _numbers - (path.Tcp.FinIsAcknowledged ? 1 : 0);

    public bool IsMultipath { get; } = path.Subflow is not null;

    public int Samples { get; private set; }

    public Instant LastSample { get; private set; }

    public void OnSample(Instant now)
    {
        Samples++;
        LastSample = now;
    }

    /// <summary>Counts what was acknowledged since the last call. Sequence numbers wrap, but not within a sample.</summary>
    public void Count()
    {
        var next = path.Tcp.SndUna;
        if ((int)(next - _acknowledged) > 0)
        {
            _numbers += next - _acknowledged;
            _acknowledged = next;
        }
    }
}
