using Mpsim.Scenarios.Keys;
using Mpsim.Scenarios.Plan;
using Mpsim.Scenarios.Yaml;

namespace Mpsim.Scenarios.Reading;

/// <summary>Holds the balancers on the two sides of a pool against each other: they agree on nothing but the scenario.</summary>
/// <param name="context">What all readers share.</param>
/// <param name="variant">The variant.</param>
/// <param name="entries">Where its nodes are written.</param>
internal sealed class PoolSidesCheck(ReadingContext context, VariantPlan variant, IReadOnlyList<TreeEntry> entries)
{
    private PoolKeys Keys => context.Keys.Pool;

    public void Check(NodePlan node)
    {
        if (node.Pool is not { } pool)
        {
            return;
        }

        CheckSide(node, pool);
        if (!pool.FacesUes && variant.Nodes.FirstOrDefault(other => other.Pool is { FacesUes: true } && Shares(other.Pool, pool)) is { Pool: { } before } front)
        {
            CheckMembers(node, pool, front.Id, before);
        }
    }

    /// <summary>What a balancer reaches without its pool is on its own side.</summary>
    private void CheckSide(NodePlan node, PoolPlan pool)
    {
        var near = NetworkWalk.From(node.Id, variant.Nodes, variant.Links, each => pool.Members.Any(member => member.Proxy == each.Id)).Nodes;
        var hasUes = variant.Nodes.Any(each => each.Kind == NodeKind.Ue && near.Contains(each.Id)) || variant.Population.Any(group => near.Contains(group.Attach));
        var hasServers = variant.Nodes.Any(each => each.Kind == NodeKind.Server && near.Contains(each.Id));
        if (pool.FacesUes ? hasServers && !hasUes : hasUes && !hasServers)
        {
            var reader = Reader(node);
            var isThere = reader.Find(Keys.Faces) is not null;
            context.Errors.Add(isThere ? reader.PositionOf(Keys.Faces) : reader.Owner, reader.PathOf(Keys.Faces),
                $"'{node.Id}' stands on the side of the {(pool.FacesUes ? "servers" : "UEs")}", $"{Keys.Faces.Name}: {Keys.Faces.Form.Write(!pool.FacesUes)}");
        }
    }

    private void CheckMembers(NodePlan node, PoolPlan pool, string front, PoolPlan before)
    {
        var reader = Reader(node);
        if (!pool.Members.Select(member => member.Proxy).SequenceEqual(before.Members.Select(member => member.Proxy)))
        {
            context.Errors.Add(reader.PositionOf(Keys.Members), reader.PathOf(Keys.Members), $"the members are not those of '{front}' on the other side, or in another order",
                string.Join(", ", before.Members.Select(member => member.Proxy)));
            return;
        }

        foreach (var (member, other) in pool.Members.Zip(before.Members))
        {
            if ((member.From, member.Drains, member.Until) != (other.From, other.Drains, other.Until))
            {
                context.Errors.Add(reader.PositionOf(Keys.Members), reader.PathOf(Keys.Members), $"'{member.Proxy}' begins, drains or goes at other times than at '{front}' on the other side", "the same times on both sides");
            }
        }
    }

    private static bool Shares(PoolPlan one, PoolPlan other) => one.Members.Any(member => other.Members.Any(each => each.Proxy == member.Proxy));

    private MappingReader Reader(NodePlan node)
    {
        var entry = entries.First(each => each.Key.Value == node.Id);
        var reader = new MappingReader(entry.Value, $"nodes.{node.Id}", entry.Key.Position, context.Keys.Node.Group, context.Errors);
        return reader.Open(context.Keys.Node.Pool, Keys.Group);
    }
}
