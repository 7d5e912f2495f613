using Mpsim.Models.Proxy;
using Mpsim.Models.Proxy.Load;
using Mpsim.Models.Units;
using Mpsim.Results;

namespace Mpsim.Measuring;

/// <summary>Samples a proxy whose work is modelled: how busy its cores were, what waits for them, its sessions and what they hold, and what was turned down.</summary>
internal sealed class ProxySampler
{
    private static readonly ProxyRefusal[] Reasons = Enum.GetValues<ProxyRefusal>();

    private readonly Func<ProxyNode> _working;
    private readonly SampleTable _table;
    private readonly int _share;
    private readonly int _queue;
    private readonly int _dropped;
    private readonly int _sessions;
    private readonly int _memory;
    private readonly int _relayed;
    private readonly int _refused;
    private ProxyNode _proxy;
    private Duration _busy;
    private long _drops;
    private long _refusals;

    /// <param name="working">The proxy that works at the time, or did last: another after a crash.</param>
    /// <param name="table">Takes the samples.</param>
    public ProxySampler(Func<ProxyNode> working, SampleTable table)
    {
        (_working, _proxy, _table) = (working, working(), table);
        var entity = EntityNames.Proxy(_proxy.Name);
        _share = table.Announce(entity, SampleMetrics.CpuShare, "%");
        _queue = table.Announce(entity, SampleMetrics.Queue, "packets");
        _dropped = table.Announce(entity, SampleMetrics.Dropped, "packets");
        _sessions = table.Announce(entity, SampleMetrics.Sessions, "");
        _memory = table.Announce(entity, SampleMetrics.Memory, "B");
        _relayed = table.Announce(entity, SampleMetrics.RelayBuffer, "B");
        _refused = table.Announce(entity, SampleMetrics.Refused, "");
    }

    public void Sample(Instant now, Duration interval)
    {
        if (_proxy != _working())
        {
            (_proxy, _busy, _drops, _refusals) = (_working(), Duration.Zero, 0, 0);
        }

        var processor = _proxy.Processor!;
        var busy = processor.Busy;
        _table.Add(now, _share, Math.Min(100, (busy - _busy).Seconds / (interval.Seconds * processor.Costs.Cores) * 100));
        _table.Add(now, _queue, processor.Waiting);
        _table.Add(now, _dropped, processor.Dropped.Packets - _drops);
        _table.Add(now, _sessions, _proxy.Sessions);
        _table.Add(now, _memory, _proxy.SessionMemory);
        _table.Add(now, _relayed, _proxy.RelayedOctetsHeld);
        var refusals = Reasons.Sum(_proxy.RefusalsFor);
        _table.Add(now, _refused, refusals - _refusals);
        (_busy, _drops, _refusals) = (busy, processor.Dropped.Packets, refusals);
    }
}
