using Mpsim.Models.Hosts;
using Mpsim.Models.Units;
using Mpsim.Results;

namespace Mpsim.Measuring;

/// <summary>Samples one flow: its goodput, the goodput's parts per path, and window and round-trip time of its subflows at the sender.</summary>
internal sealed class FlowSampler
{
    /// <summary>Subflows beyond these have no series of their own: nobody reads so many curves, and a population has thousands. One that was over by its second sample makes room for another.</summary>
    private const int MostSubflows = 16;

    /// <summary>Those that made room included.</summary>
    private const int MostSeries = 64;

    private readonly FlowTrace _flow;
    private readonly SampleTable _table;
    private readonly int _goodput;
    private readonly int[] _pathGoodput;
    private readonly PathAttribution _attribution;
    private readonly Dictionary<SocketPath, SubflowSeries> _seriesOf = [];
    private readonly List<SubflowSeries> _series = [];
    private long _bytes;
    private Instant _last;

    public FlowSampler(FlowTrace flow, SampleTable table)
    {
        _flow = flow;
        _table = table;
        _goodput = table.Announce(EntityNames.Flow(flow.Record.Name), SampleMetrics.Goodput, "Mbit/s");
        _pathGoodput = [.. flow.Paths.Select(path => table.Announce(EntityNames.FlowPath(flow.Record.Name, path), SampleMetrics.Goodput, "Mbit/s"))];
        _attribution = new PathAttribution(flow);
    }

    /// <summary>What the subflows that have series carried.</summary>
    public IEnumerable<SubflowResult> Subflows => _series.Select(series => new SubflowResult(series.Entity, series.Bytes, series.IsMultipath));

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
            if (!chain.IsCut && _flow.Sender(chain) is { } sender)
            {
                SampleSubflows(now, sender);
            }
        }

        _last = now;
        _flow.ForgetFinished();
    }

    private static double MegabitsPerSecond(double bytes, Duration interval) => bytes * 8 / interval.Seconds / 1e6;

    private void SampleSubflows(Instant now, ProtocolSocket sender)
    {
        foreach (var path in sender.Paths)
        {
            // Synchronised and with something to send or to be acknowledged: before and after, window and round-trip time say nothing.
            var tcp = path.Tcp;
            if (!tcp.IsClosed && (tcp.CanSend || tcp.Outstanding > 0) && tcp.Rtt.HasSample && Find(path) is { } series)
            {
                _table.Add(now, series.Window, tcp.Congestion.Cwnd);
                _table.Add(now, series.RoundTrip, tcp.Rtt.SmoothedRtt.Milliseconds);
                series.OnSample(now);
            }

            _seriesOf.GetValueOrDefault(path)?.Count();
        }
    }

    private SubflowSeries? Find(SocketPath path)
    {
        if (_seriesOf.TryGetValue(path, out var series))
        {
            return series;
        }

        var place = _flow.PathOf(path);
        if (place < 0 || _series.Count == MostSeries || _series.Count(each => each.Samples > 1 || each.LastSample >= _last) >= MostSubflows)
        {
            return null;
        }

        var entity = EntityNames.Subflow(_flow.Record.Name, _series.Count + 1, _flow.Paths[place]);
        series = new SubflowSeries(
            entity, _table.Announce(entity, SampleMetrics.CongestionWindow, "segments"), _table.Announce(entity, SampleMetrics.SmoothedRtt, "ms"), path);
        _seriesOf.Add(path, series);
        _series.Add(series);
        return series;
    }
}
