using Mpsim.Models.Kernel;
using Mpsim.Models.Probes;
using Mpsim.Models.Proxy;
using Mpsim.Models.Proxy.Failover;
using Mpsim.Models.Wire;
using Mpsim.Scenarios.Plan;

namespace Mpsim.Assembly;

/// <summary>Makes proxies that may crash, or that something stands by for.</summary>
internal sealed class SiteAssembly(VariantPlan variant, RandomStreams streams, Scheduler scheduler, PacketPool pool, EventSink log, ProvisionAssembly provisions, SelectionAssembly selection, TariffAssembly tariffs)
{
    /// <summary>The proxy needs more than a single box that always works.</summary>
    public bool IsNeededFor(NodePlan node) =>
        node.Proxy is { } proxy && (proxy.Failure.Kind != ProxyStandby.None || variant.ProxyEvents.Any(change => change.Node == node.Id));

    public ProxySite Create(NodePlan node)
    {
        var plan = node.Proxy!.Failure;
        var settings = new StandbySettings
        {
            Kind = plan.Kind switch
            {
                ProxyStandby.ColdStandby => StandbyKind.ColdStandby,
                ProxyStandby.HotStandby => StandbyKind.HotStandby,
                _ => StandbyKind.None,
            },
            Detection = plan.Detection,
            ReplicationRate = plan.ReplicationRate,
            ReplicationDelay = plan.ReplicationDelay,
            PassesWhileDown = plan.PassesWhileDown,
            ResetsOrphans = plan.ResetsOrphans,
        };
        return new ProxySite(node.Id, scheduler, pool, settings, (time, generation, boxLog) => Make(node, time, generation, boxLog), log);
    }

    // Each box has settings of its own, whose schedulers go by its time.
    private ProxyNode Make(NodePlan node, Scheduler time, int generation, EventSink boxLog) => new(
        node.Id, time, pool, streams.Create(generation == 0 ? $"host/{node.Id}" : $"host/{node.Id}/{generation}"),
        new ProxyAssembly(variant, new StackSettings(variant, () => time.Now) { Tariffs = tariffs }, provisions, selection).Settings(node), boxLog);
}
