using Mpsim.Scenarios.Plan;
using Mpsim.Scenarios.Yaml;

namespace Mpsim.Scenarios.Reading;

/// <summary>
/// Looks through a variant without errors for what changes nothing in it: settings that nothing asks for, events that find everything as they leave it,
/// attacks on what there is not. Where no variant has a use for it, that is a warning.
/// </summary>
/// <param name="context">What all readers share.</param>
/// <param name="variant">The variant.</param>
internal sealed class VariantCheck(ReadingContext context, VariantPlan variant)
{
    /// <param name="nodes">Where the nodes are written.</param>
    /// <param name="links">Where the links are written.</param>
    /// <param name="attacks">Where the attacks are written.</param>
    public void Check(IReadOnlyList<TreeEntry> nodes, IReadOnlyList<TreeEntry> links, IReadOnlyList<TreeEntry> attacks)
    {
        var ofProxies = new ProxyUseCheck(context, variant);
        var pools = new PoolSidesCheck(context, variant, nodes);
        foreach (var (node, entry) in variant.Nodes.Zip(nodes))
        {
            ofProxies.Check(node, entry);
            pools.Check(node);
            CheckEcn(node, entry);
        }

        var ofLinks = new LinkUseCheck(context);
        foreach (var (link, entry) in variant.Links.Zip(links))
        {
            ofLinks.Check(link, entry);
        }

        var sight = new AttackSightCheck(context, variant);
        foreach (var (attack, entry) in variant.Attacks.Zip(attacks))
        {
            sight.Check(attack, entry);
        }
    }

    /// <summary>RFC 3168 section 6.1.1: both ends agree on it, or it is not used.</summary>
    private void CheckEcn(NodePlan node, TreeEntry entry)
    {
        var reader = new MappingReader(entry.Value, $"nodes.{node.Id}", entry.Key.Position, context.Keys.Node.Group, context.Errors);
        if (!node.Tcp.Ecn || reader.Find(context.Keys.Node.Tcp) is null)
        {
            return;
        }

        var others = variant.Nodes.Where(each => each.Id != node.Id && each.Kind is NodeKind.Ue or NodeKind.Server or NodeKind.Proxy).Concat(variant.Population.Select(each => each.Template));
        new IdleKeys(context, reader.Open(context.Keys.Node.Tcp, context.Keys.Tcp.Group)).Note([context.Keys.Tcp.Ecn], others.Any(each => each.Id != node.Id && each.Tcp.Ecn),
            $"'{node.Id}' alone asks for ECN, so that nobody agrees", "tcp: { ecn: true } at the other end, too");
    }
}
