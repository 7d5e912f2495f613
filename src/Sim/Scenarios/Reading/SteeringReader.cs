using Mpsim.Models.Wire;
using Mpsim.Scenarios.Keys;
using Mpsim.Scenarios.Plan;
using Mpsim.Scenarios.Yaml;

namespace Mpsim.Scenarios.Reading;

/// <summary>Reads what brings packets to a proxy off the path, and judges whether it can.</summary>
internal sealed class SteeringReader(ReadingContext context)
{
    private SteeringKeys Keys => context.Keys.Steering;

    /// <returns>The node with its steering, where it is a proxy: what it announces is among its endpoints then.</returns>
    public NodePlan Read(MappingReader node, NodePlan plan)
    {
        // The values are read for their errors even where they have been left over from another kind.
        var reader = node.Open(context.Keys.Node.Steering, Keys.Group);
        var announce = Announce(reader, plan.Interfaces);
        var isGiven = reader.TryRead(Keys.CFlag, out var flag);
        var steering = new SteeringPlan { Announce = announce, CFlag = isGiven ? flag : announce.Count > 0, Rewrites = reader.Read(Keys.Rewrites) };
        if (plan.Proxy is not { } proxy)
        {
            return plan;
        }

        CheckUse(reader, proxy, steering);
        return plan with
        {
            Proxy = proxy with { Steering = steering },
            Mptcp = plan.Mptcp with
            {
                Endpoints = [.. plan.Mptcp.Endpoints, .. Announced(plan, announce)],
                JoinsToInitialAddress = plan.Mptcp.JoinsToInitialAddress && !steering.CFlag,
            },
        };
    }

    /// <summary>An address that no UE reaches over an access that leads past the proxy steers nobody.</summary>
    /// <returns>True where accesses lead past it.</returns>
    public bool CheckReach(NodePlan plan, TreeEntry entry, IReadOnlyList<NodePlan> nodes, Topology topology)
    {
        if (plan.Proxy is not { Mode: not (ProxyMode.Forward or ProxyMode.Cpe) } proxy)
        {
            return false;
        }

        // What a UE can reach without the proxy is what it would reach past the proxy.
        var servers = nodes.Where(node => node.Kind == NodeKind.Server).Select(node => node.Id).ToArray();
        var past = nodes.Where(node => node.Kind == NodeKind.Ue)
            .SelectMany(ue => ue.Interfaces.Select(face => (Ue: ue.Id, face.Link)))
            .Where(access => servers.Any(server => topology.LeadsPast(access.Link, access.Ue, server, plan.Id))).ToArray();
        foreach (var link in past.Length == 0 ? [] : proxy.Steering.Announce)
        {
            var address = plan.InterfaceOn(link);
            if (!past.Any(access => new[] { IpFamilies.V4, IpFamilies.V6 }.Any(family => address.Families.HasFlag(family) && topology.Reaches(access.Link, access.Ue, plan.Id, family)
                && (family == IpFamilies.V6 || topology.HiddenBy(plan.Id, link, access.Ue) is null))))
            {
                var reader = new MappingReader(entry.Value, $"nodes.{plan.Id}", entry.Key.Position, context.Keys.Node.Group, context.Errors).Open(context.Keys.Node.Steering, Keys.Group);
                context.Errors.Add(reader.PositionOf(Keys.Announce), reader.PathOf(Keys.Announce),
                    $"nobody reaches the address of '{plan.Id}' on '{link}' over an access that leads past it: {string.Join(", ", past.Select(access => $"'{access.Ue}' over '{access.Link}'"))}", "a link whose address is routed and behind no NAPT");
            }
        }

        return past.Length > 0;
    }

    private List<string> Announce(MappingReader reader, IReadOnlyList<InterfacePlan> interfaces)
    {
        var links = new List<string>();
        var node = reader.Find(Keys.Announce);
        foreach (var item in node is TreeSequence list ? list.Items : node is null ? [] : [node])
        {
            var name = (item as TreeScalar)?.Value ?? "";
            if (!interfaces.Any(face => face.Link == name))
            {
                context.Errors.AddUnknown(item.Position, reader.PathOf(Keys.Announce), "link of this node", name, [.. interfaces.Select(face => face.Link)]);
            }
            else if (links.Contains(name))
            {
                context.Errors.Add(item.Position, reader.PathOf(Keys.Announce), $"'{name}' is given twice");
            }
            else
            {
                links.Add(name);
            }
        }

        return links;
    }

    private static IEnumerable<EndpointPlan> Announced(NodePlan plan, List<string> links) =>
        plan.Interfaces.Where(face => links.Contains(face.Link)).SelectMany(face => face.Addresses.Select(address => new EndpointPlan(face.Link, address, EndpointFlags.Signal)))
            .Where(each => !plan.Mptcp.Endpoints.Any(given => given.Address == each.Address));

    private void CheckUse(MappingReader reader, ProxyPlan proxy, SteeringPlan steering)
    {
        if (steering.CFlag && steering.Announce.Count == 0)
        {
            context.Errors.Add(reader.PositionOf(Keys.CFlag), reader.PathOf(Keys.CFlag), "with the C flag and no announced address the UE could open further subflows to nobody", $"{Keys.Announce.Name}: one of the proxy's links");
        }

        if (steering.Rewrites && proxy.Mode == ProxyMode.Transparent)
        {
            context.Errors.Add(reader.PositionOf(Keys.Rewrites), reader.PathOf(Keys.Rewrites), "the server answers to the UE's address, which it has seen in the SYN that passes a transparent proxy", "mode: take-over, or toward_server: preserve");
        }

        if (proxy.Mode == ProxyMode.Forward && (steering.Announce.Count > 0 || steering.Rewrites))
        {
            context.Errors.Add(reader.Owner, reader.Path, "a proxy that only forwards has no sessions to steer", "another mode");
        }
    }
}
