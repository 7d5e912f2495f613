using Mpsim.Scenarios.Keys;
using Mpsim.Scenarios.Plan;
using Mpsim.Scenarios.Yaml;

namespace Mpsim.Scenarios.Reading;

/// <summary>Reads what a proxy at the customer's premises has beyond other proxies, once all nodes are known.</summary>
/// <param name="context">What all readers share.</param>
/// <param name="nodes">All nodes.</param>
/// <param name="links">All links.</param>
/// <param name="hasPopulation">There are subscribers, whose links are none of these.</param>
internal sealed class CpeReader(ReadingContext context, IReadOnlyList<NodePlan> nodes, IReadOnlyList<LinkPlan> links, bool hasPopulation)
{
    private NodeKeys Keys => context.Keys.Node;

    /// <returns>The node with its uplinks, where it is a CPE: their addresses are the endpoints of its subflows unless others are given.</returns>
    public NodePlan Read(NodePlan plan, TreeEntry entry)
    {
        if (plan.Proxy is not { } proxy)
        {
            return plan;
        }

        var node = new MappingReader(entry.Value, $"nodes.{plan.Id}", entry.Key.Position, Keys.Group, context.Errors);
        var mode = node.Find(Keys.Mode);
        if (!plan.IsCpe)
        {
            node.ReportMeaningless([Keys.Uplinks], mode, "only a proxy in mode cpe has this key");
            return plan;
        }

        node.ReportMeaningless([Keys.Steering], mode, "a CPE opens the subflows itself, from its own addresses: nothing is to be steered to it");
        CheckMptcp(node, plan);
        CheckLimits(node, proxy);
        var before = context.Errors.Reports;
        var uplinks = Uplinks(node, plan);
        if (context.Errors.Reports == before)
        {
            CheckSides(node, plan, uplinks);
        }

        var endpoints = (node.Find(Keys.Mptcp) as TreeMapping)?.Find(context.Keys.Mptcp.Endpoints.Name) is not null
            ? plan.Mptcp.Endpoints
            : [.. plan.Interfaces.Where(face => uplinks.Contains(face.Link)).SelectMany(face => face.Addresses.Select(address => new EndpointPlan(face.Link, address, EndpointFlags.Subflow)))];
        return plan with { Proxy = proxy with { Uplinks = uplinks }, Mptcp = plan.Mptcp with { Endpoints = endpoints } };
    }

    private void CheckMptcp(MappingReader node, NodePlan plan)
    {
        if (!plan.Mptcp.Enabled)
        {
            context.Errors.Add(node.PositionOf(Keys.Mptcp), node.PathOf(Keys.Mptcp), $"the CPE '{plan.Id}' does not speak MPTCP, so it has nothing to go on over", "mptcp: true, or kind: router");
        }
    }

    private void CheckLimits(MappingReader node, ProxyPlan proxy)
    {
        if (proxy.Limits.Any(limit => limit.SubflowsPerSession is not null))
        {
            context.Errors.Add(node.PositionOf(Keys.Limits), node.PathOf(Keys.Limits), $"'{context.Keys.Limit.SubflowsPerSession.Name}' is about subflows that others open, and a CPE opens its own", "mptcp: { limits: { subflows: … } }");
        }
    }

    private List<string> Uplinks(MappingReader node, NodePlan plan)
    {
        List<string> own = [.. plan.Interfaces.Select(face => face.Link)];
        if (node.Find(Keys.Uplinks) is not { } given)
        {
            return [.. own.Where(link => !LeadsToUe(plan, link))];
        }

        var uplinks = new List<string>();
        foreach (var item in given is TreeSequence list ? list.Items : [given])
        {
            var name = (item as TreeScalar)?.Value ?? "";
            if (!own.Contains(name))
            {
                context.Errors.AddUnknown(item.Position, node.PathOf(Keys.Uplinks), "link of this node", name, own);
            }
            else if (uplinks.Contains(name))
            {
                context.Errors.Add(item.Position, node.PathOf(Keys.Uplinks), $"'{name}' is given twice");
            }
            else
            {
                if (LeadsToUe(plan, name))
                {
                    context.Errors.Add(item.Position, node.PathOf(Keys.Uplinks), $"'{name}' leads to a UE and not to the network", own.Find(link => !LeadsToUe(plan, link)) is null ? "a link to another node" : "one of " + string.Join(", ", own.Where(link => !LeadsToUe(plan, link))));
                }

                uplinks.Add(name);
            }
        }

        return uplinks;
    }

    /// <summary>A CPE stands between a LAN and a network.</summary>
    private void CheckSides(MappingReader node, NodePlan plan, List<string> uplinks)
    {
        if (plan.Interfaces.Count == 0)
        {
            return;
        }

        if (uplinks.Count == 0)
        {
            context.Errors.Add(node.PositionOf(Keys.Uplinks), node.PathOf(Keys.Uplinks), $"no link of the CPE '{plan.Id}' leads to the network", Keys.Uplinks.Expected);
        }
        else if (uplinks.Count == plan.Interfaces.Count && !hasPopulation)
        {
            context.Errors.Add(node.PositionOf(Keys.Uplinks), node.PathOf(Keys.Uplinks), $"every link of the CPE '{plan.Id}' is an uplink, so nobody is behind it", "a link to a UE, or fewer uplinks");
        }
    }

    private bool LeadsToUe(NodePlan plan, string link)
    {
        var other = links.First(each => each.Id == link && each.EndsAt(plan.Id)).OtherEnd(plan.Id);
        return nodes.Any(node => node.Id == other && node.Kind == NodeKind.Ue);
    }
}
