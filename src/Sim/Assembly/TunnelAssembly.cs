using Mpsim.Models.Kernel;
using Mpsim.Models.Network;
using Mpsim.Models.Network.Tunnels;
using Mpsim.Models.Probes;
using Mpsim.Scenarios.Plan;

namespace Mpsim.Assembly;

/// <summary>Makes the tunnels, before links and middleboxes, and leads into them what the scenario says.</summary>
internal sealed class TunnelAssembly
{
    private readonly List<TunnelEnd> _ends = [];

    public TunnelAssembly(VariantPlan variant, IReadOnlyDictionary<string, Node> nodes, Scheduler scheduler, EventSink log)
    {
        foreach (var plan in variant.Tunnels)
        {
            var settings = new TunnelSettings { Name = plan.Id, Local = plan.EntryAddress, Remote = plan.FarAddress, Mtu = plan.Mtu, Oversize = plan.Oversize };
            var (entry, far) = TunnelEnd.Connect(nodes[plan.Entry], nodes[plan.Far], scheduler, settings, log);
            Lead(plan, nodes[plan.Entry].Tunnels!, entry, nodes[plan.Far].Tunnels!, far);
            _ends.AddRange([entry, far]);
        }
    }

    /// <summary>Both ends of each tunnel, in the order of the file.</summary>
    public IReadOnlyList<TunnelEnd> Ends => _ends;

    private static void Lead(TunnelPlan plan, TunnelPort port, TunnelEnd entry, TunnelPort farPort, TunnelEnd far)
    {
        foreach (var (address, length) in plan.Toward)
        {
            port.Restrict(entry, address, length);
        }

        entry.IsWayBack = plan.Steers.HasFlag(LinkDirections.Up);
        foreach (var (address, length) in plan.Carries)
        {
            if (plan.Steers.HasFlag(LinkDirections.Up))
            {
                port.LeadFrom(address, length, entry);

                // What goes back to where packets came from through the tunnel goes through it as well.
                farPort.Route(address, length, far);
            }

            if (plan.Steers.HasFlag(LinkDirections.Down))
            {
                port.LeadTo(address, length, entry);
            }
        }
    }
}
