using Mpsim.Models.Hosts;
using Mpsim.Models.Units;
using Mpsim.Results;

namespace Mpsim.Measuring;

/// <summary>Samples one flow: its goodput, the goodput's parts per path, and window and round-trip time of its subflows at the sender.</summary>
internal sealed class FlowSampler
{
    /// <summary>Subflows beyond these have no series of their own: nobody reads so many curves, and a population has thousands.</summary>
    private const int MostSubflows = 16;

    private readonly FlowTrace _flow;
    private readonly SampleTable _table;
    private readonly int _goodput;
    private readonly int[] _pathGoodput;
    private readonly PathAttribution _attribution;
    private readonly Dictionary<SocketPath, (int Window, int RoundTrip)> _subflows = [];
    private long _bytes;

    public FlowSampler(FlowTrace flow, SampleTable table)
    {
        _flow = flow;
        _table = table;
        _goodput = table.Announce(EntityNames.Flow(flow.Record.Name), SampleMetrics.Goodput, "Mbit/s");
        _pathGoodput = [.. flow.Paths.Select(path => table.Announce(EntityNames.FlowPath(flow.Record.Name, path), SampleMetrics.Goodput, "Mbit/s"))];
        _attribution = new PathAttribution(flow);
    }

    public void Sample(Instant now, Duration interval)
    {
        var delivered = _flow.Record.BytesReceived - _bytes;
        _bytes += delivered;
        _table.Add(now, _goodput, MegabitsPerSecond(delivered, interval));
        foreach (var (path, bytes) in _attribution.Attribute(delivered).Index())
        {
            _table.Add(now, _pathGoodput[path], MegabitsPerSecond(bytes, interval));
        }

        foreach (var chain in _flow.Chains)
        {
            if (_flow.Sender(chain) is { } sender)
            {
                SampleSubflows(now, sender);
            }
        }

        _flow.ForgetFinished();
    }

    private static double MegabitsPerSecond(double bytes, Duration interval) => bytes * 8 / interval.Seconds / 1e6;

    private void SampleSubflows(Instant now, ProtocolSocket sender)
    {
        foreach (var path in sender.Paths)
        {
            // Synchronised and not closed: before and after, window and round-trip time say nothing.
            if (path.Tcp.CanSend && path.Tcp.Rtt.HasSample && TryFind(path, out var series))
            {
                _table.Add(now, series.Window, path.Tcp.Congestion.Cwnd);
                _table.Add(now, series.RoundTrip, path.Tcp.Rtt.SmoothedRtt.Milliseconds);
            }
        }
    }

    private bool TryFind(SocketPath path, out (int Window, int RoundTrip) series)
    {
        if (_subflows.TryGetValue(path, out series))
        {
            return true;
        }

        var place = _flow.PathOf(path);
        if (place < 0 || _subflows.Count == MostSubflows)
        {
            return false;
        }

        var entity = EntityNames.Subflow(_flow.Record.Name, _subflows.Count + 1, _flow.Paths[place]);
        series = (_table.Announce(entity, SampleMetrics.CongestionWindow, "segments"), _table.Announce(entity, SampleMetrics.SmoothedRtt, "ms"));
        _subflows.Add(path, series);
        return true;
    }
}
