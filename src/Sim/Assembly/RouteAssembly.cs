using Mpsim.Models.Network;
using Mpsim.Models.Wire;
using Mpsim.Scenarios.Plan;

namespace Mpsim.Assembly;

/// <summary>
/// Gives every node a route to every address: the fewest hops, and of equals the one over the link that comes first in the file.
/// The last hop is the link that the address lies on, so that a host is reached over the access whose address is asked for.
/// A UE sends what bears one of its addresses by the interface that has it, by a rule per address as a multi-homed Linux host needs;
/// servers go by the destination, since the access is the UE's choice.
/// </summary>
internal sealed class RouteAssembly(VariantPlan variant, IReadOnlyDictionary<string, Node> nodes)
{
    public void AddRoutes()
    {
        foreach (var target in variant.Nodes)
        {
            foreach (var face in target.Interfaces)
            {
                AddRoutesTo(target, face);
            }
        }

        foreach (var group in variant.Population)
        {
            foreach (var network in group.Template.Interfaces)
            {
                Spread(group.Attach, network.Address, new HashSet<string>(StringComparer.Ordinal) { group.Attach }, SubscriberClassPlan.NetworkLength);
            }
        }

        foreach (var napt in NaptSite.Of(variant.Nodes, variant.Links))
        {
            // As if the inner end had the address: packets to it are translated on their way there.
            var target = variant.Node(napt.InsideEnd);
            if (!target.Interfaces.Any(face => face.Address == napt.Address))
            {
                AddRoutesTo(target, new InterfacePlan(napt.Link, napt.Address));
            }
        }

        foreach (var node in variant.Nodes.Where(node => node.Kind == NodeKind.Ue && node.Interfaces.Count > 1))
        {
            foreach (var face in node.Interfaces)
            {
                nodes[node.Id].Routing.AddTableFrom(face.Address).AddDefault(InterfaceOn(node.Id, face.Link));
            }
        }
    }

    private static bool Forwards(NodePlan node) => node.Kind is NodeKind.Router or NodeKind.Proxy;

    private void AddRoutesTo(NodePlan target, InterfacePlan face)
    {
        var link = variant.Link(face.Link);
        var lastHop = variant.Node(link.OtherEnd(target.Id));
        AddRoute(lastHop.Id, link.Id, face.Address);

        // From where the last hop cannot be reached without passing the target itself, its other links must do.
        var routed = new HashSet<string>(StringComparer.Ordinal) { target.Id, lastHop.Id };
        if (Forwards(lastHop))
        {
            Spread(lastHop.Id, face.Address, routed);
        }

        Spread(target.Id, face.Address, routed);
    }

    /// <summary>Breadth first from <paramref name="from"/> outwards; a node takes the link by which the wave reaches it first.</summary>
    private void Spread(string from, IpAddress address, HashSet<string> routed, int length = 32)
    {
        var wave = new Queue<string>();
        wave.Enqueue(from);
        while (wave.TryDequeue(out var here))
        {
            foreach (var link in variant.Links.Where(link => link.EndsAt(here)))
            {
                var next = link.OtherEnd(here);
                if (routed.Add(next))
                {
                    AddRoute(next, link.Id, address, length);
                    if (Forwards(variant.Node(next)))
                    {
                        wave.Enqueue(next);
                    }
                }
            }
        }
    }

    private void AddRoute(string node, string link, IpAddress address, int length = 32) =>
        nodes[node].Routing.Main.Add(address, length, InterfaceOn(node, link));

    private Interface InterfaceOn(string node, string link) => nodes[node].FindInterface(link)!;
}
