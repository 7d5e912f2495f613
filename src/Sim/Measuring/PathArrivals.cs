using Mpsim.Models.Hosts;

namespace Mpsim.Measuring;

/// <summary>Counts the payload that arrived in order on one TCP connection or subflow, from call to call.</summary>
internal sealed class PathArrivals
{
    private long _bytes;
    private uint _sequence;
    private bool _isSynchronised;

    /// <returns>Bytes since the last call.</returns>
    public long Count(SocketPath path)
    {
        if (path.Subflow is { } subflow)
        {
            var fresh = subflow.BytesReceived - _bytes;
            _bytes = subflow.BytesReceived;
            return fresh;
        }

        // Below MPTCP there is only the sequence number, which begins when the other end's SYN has arrived and may wrap.
        var next = path.Tcp.RcvNxt;
        if (!_isSynchronised)
        {
            _isSynchronised = next != path.Tcp.Irs;
            _sequence = path.Tcp.Irs + 1;
        }

        var arrived = _isSynchronised ? next - _sequence : 0;
        _sequence = next;
        return arrived;
    }
}
