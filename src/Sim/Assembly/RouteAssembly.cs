using Mpsim.Models.Network;
using Mpsim.Models.Wire;
using Mpsim.Scenarios.Plan;

namespace Mpsim.Assembly;

/// <summary>
/// Gives every node a route to every address that it can reach in that IP version: the fewest hops, and of equals the one over the link that comes first in the file.
/// The last hop is the link that the address lies on, so that a host is reached over the access whose address is asked for.
/// A UE sends what bears one of its addresses by the interface that has it, by a rule per address as a multi-homed Linux host needs, and so does a CPE on its uplinks;
/// servers go by the destination, since the access is the UE's choice.
/// </summary>
internal sealed class RouteAssembly(VariantPlan variant, IReadOnlyDictionary<string, Node> nodes)
{
    private readonly CarriedFamilies _carried = new(variant.Nodes);

    public void AddRoutes()
    {
        foreach (var target in variant.Nodes)
        {
            foreach (var face in target.Interfaces)
            {
                foreach (var address in face.Addresses)
                {
                    AddRoutesTo(target, face.Link, address);
                }
            }
        }

        foreach (var group in variant.Population)
        {
            foreach (var network in group.Template.Interfaces)
            {
                Spread(group.Attach, network.V4, new HashSet<string>(StringComparer.Ordinal) { group.Attach }, SubscriberClassPlan.NetworkLength);
            }
        }

        foreach (var napt in NaptSite.Of(variant.Nodes, variant.Links))
        {
            // As if the inner end had the address: packets to it are translated on their way there.
            var target = variant.Node(napt.InsideEnd);
            IEnumerable<IpAddress> addresses = [napt.Address, .. napt.Further, .. variant.NaptEvents.Where(change => change.Napt == napt.Name).Select(change => change.Address)];
            foreach (var address in addresses.Distinct())
            {
                if (!address.IsNone && !target.Interfaces.Any(face => face.V4 == address))
                {
                    AddRoutesTo(target, napt.Link, address);
                }
            }
        }

        foreach (var proxy in variant.Nodes.Where(node => node.Proxy?.Sharing is not null))
        {
            foreach (var address in proxy.Proxy!.Sharing!.Settings.Addresses)
            {
                AddRoutesTo(proxy, proxy.Interfaces[^1].Link, address);
            }
        }

        foreach (var node in variant.Nodes.Where(node => (node.Kind == NodeKind.Ue || node.IsCpe) && node.Interfaces.Count > 1))
        {
            foreach (var face in node.Interfaces.Where(face => !node.IsCpe || node.Proxy!.Uplinks.Contains(face.Link)))
            {
                foreach (var address in face.Addresses)
                {
                    nodes[node.Id].Routing.AddTableFrom(address).AddDefault(InterfaceOn(node.Id, face.Link));
                }
            }
        }
    }

    private static bool Forwards(NodePlan node) => node.Forwards;

    private void AddRoutesTo(NodePlan target, string linkId, IpAddress address)
    {
        var link = variant.Link(linkId);
        var lastHop = variant.Node(link.OtherEnd(target.Id));
        if (!_carried.Has(link, address.Family))
        {
            return;
        }

        AddRoute(lastHop.Id, link.Id, address);

        // From where the last hop cannot be reached without passing the target itself, its other links must do.
        var routed = new HashSet<string>(StringComparer.Ordinal) { target.Id, lastHop.Id };
        if (Forwards(lastHop))
        {
            Spread(lastHop.Id, address, routed);
        }

        Spread(target.Id, address, routed);
    }

    /// <summary>Breadth first from <paramref name="from"/> outwards; a node takes the link by which the wave reaches it first.</summary>
    private void Spread(string from, IpAddress address, HashSet<string> routed, int? length = null)
    {
        var wave = new Queue<string>();
        wave.Enqueue(from);
        while (wave.TryDequeue(out var here))
        {
            foreach (var link in variant.Links.Where(link => link.EndsAt(here) && _carried.Has(link, address.Family)))
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

    private void AddRoute(string node, string link, IpAddress address, int? length = null) =>
        nodes[node].Routing.Main.Add(address, length ?? address.Width, InterfaceOn(node, link));

    private Interface InterfaceOn(string node, string link) => nodes[node].FindInterface(link)!;
}
