using Mpsim.Scenarios.Keys;
using Mpsim.Scenarios.Plan;
using Mpsim.Scenarios.Yaml;

namespace Mpsim.Scenarios.Reading;

/// <summary>Reads what becomes of a proxy that crashes, and the events that make it crash.</summary>
internal sealed class FailureReader(ReadingContext context)
{
    private FailureKeys Keys => context.Keys.Node.Failure;

    /// <param name="node">The mapping of the proxy.</param>
    /// <param name="mode">Its mode.</param>
    public ProxyFailurePlan Read(MappingReader node, ProxyMode mode)
    {
        var plan = new ProxyFailurePlan
        {
            Kind = node.Read(Keys.Standby),
            Detection = node.Read(Keys.Detection),
            ReplicationRate = node.Read(Keys.ReplicationRate),
            ReplicationDelay = node.Read(Keys.ReplicationDelay),
            PassesWhileDown = node.Read(Keys.WhileDown),
            ResetsOrphans = node.Read(Keys.AfterCrash),
        };
        if (plan.Kind == ProxyStandby.None)
        {
            node.ReportMeaningless([Keys.Detection, Keys.ReplicationRate, Keys.ReplicationDelay], node.Find(Keys.Standby), "nothing stands by for this proxy");
        }

        if (mode is ProxyMode.Transparent or ProxyMode.Hybrid)
        {
            CheckPassing(node, Keys.WhileDown, plan.PassesWhileDown);
            CheckPassing(node, Keys.AfterCrash, !plan.ResetsOrphans);
        }

        return plan;
    }

    /// <summary>In transparent mode the sequence numbers of a session began equal at both ends.</summary>
    private void CheckPassing(MappingReader node, Key<bool> key, bool passes)
    {
        if (passes)
        {
            context.Errors.Add(node.PositionOf(key), node.PathOf(key),
                "packets that pass on between the ends of a session that was taken over in transparent mode fit the other end's sequence numbers, which may spoil its data", $"mode: take-over, or {key.Name}: {key.Default}");
        }
    }

    /// <summary>An event is about a node when it names one.</summary>
    public bool Takes(TreeNode node) => (node as TreeMapping)?.Find(Keys.Node.Name) is not null;

    /// <param name="node">The event.</param>
    /// <param name="index">Its place in the list.</param>
    /// <param name="nodes">All nodes.</param>
    /// <param name="span">The simulated time.</param>
    public ProxyEventPlan ReadEvent(TreeNode node, int index, IReadOnlyList<NodePlan> nodes, RunSpan span)
    {
        var reader = new MappingReader(node, $"events.{index}", node.Position, Keys.EventGroup, context.Errors);
        var at = reader.Read(Keys.At);
        span.Check(reader, Keys.At, at, context.Errors);
        var plan = new ProxyEventPlan(at, reader.Read(Keys.Node), reader.Read(Keys.State));
        if (reader.Find(Keys.Node) is TreeScalar name && nodes.FirstOrDefault(each => each.Id == plan.Node)?.Kind != NodeKind.Proxy)
        {
            if (nodes.Any(each => each.Id == plan.Node))
            {
                context.Errors.Add(name.Position, reader.PathOf(Keys.Node), $"'{plan.Node}' is no proxy", Keys.Node.Expected);
            }
            else
            {
                context.Errors.AddUnknown(name.Position, reader.PathOf(Keys.Node), "node", plan.Node, [.. nodes.Where(each => each.Kind == NodeKind.Proxy).Select(each => each.Id)]);
            }
        }

        return plan;
    }
}
