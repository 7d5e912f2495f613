using Mpsim.Models.Proxy;
using Mpsim.Models.Units;
using Mpsim.Results;

namespace Mpsim.Measuring;

/// <summary>
/// Fills the time series of a run. It is called between events, not by an event, so a run is the same with and without it.
/// </summary>
internal sealed class Sampler
{
    private readonly FlowSampler[] _flows;
    private readonly LinkSampler[] _links;
    private readonly ProxySampler[] _proxies;
    private readonly PortSampler[] _ports;
    private Instant _last;

    public Sampler(IEnumerable<FlowTrace> flows, IEnumerable<MeasuredLink> links, IEnumerable<Func<ProxyNode>> proxies, IEnumerable<SharedAddresses> shared)
    {
        _flows = [.. flows.Select(flow => new FlowSampler(flow, Table))];
        _links = [.. links.Select(link => new LinkSampler(link, Table))];
        _ports = [.. shared.Where(addresses => addresses.IsTold).Select(addresses => new PortSampler(addresses, Table))];
        _proxies = [.. proxies.Where(proxy => proxy().Processor is not null).Select(proxy => new ProxySampler(proxy, Table))];
    }

    public SampleTable Table { get; } = new();

    /// <summary>What the subflows that have time series carried.</summary>
    public IReadOnlyList<SubflowResult> Subflows => [.. _flows.SelectMany(flow => flow.Subflows)];

    /// <summary>Takes a sample for the time since the last one.</summary>
    public void Sample(Instant now)
    {
        var interval = now - _last;
        if (interval <= Duration.Zero)
        {
            return;
        }

        _last = now;
        foreach (var flow in _flows)
        {
            flow.Sample(now, interval);
        }

        foreach (var link in _links)
        {
            link.Sample(now, interval);
        }

        foreach (var proxy in _proxies)
        {
            proxy.Sample(now, interval);
        }

        foreach (var ports in _ports)
        {
            ports.Sample(now);
        }
    }
}
