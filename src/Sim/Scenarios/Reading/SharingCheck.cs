using Mpsim.Models.Wire;
using Mpsim.Scenarios.Keys;
using Mpsim.Scenarios.Plan;
using Mpsim.Scenarios.Yaml;

namespace Mpsim.Scenarios.Reading;

/// <summary>Judges how subscribers share public addresses once everything else is known: who the subscribers are, whose addresses are whose, and whether there is a use for it.</summary>
/// <param name="context">What all readers share.</param>
/// <param name="nodes">All nodes.</param>
/// <param name="links">All links.</param>
/// <param name="population">All classes of the population.</param>
/// <param name="flows">All flows.</param>
internal sealed class SharingCheck(ReadingContext context, IReadOnlyList<NodePlan> nodes, IReadOnlyList<LinkPlan> links, IReadOnlyList<SubscriberClassPlan> population, IReadOnlyList<FlowPlan> flows)
{
    private readonly IReadOnlyList<InsideAddresses> _inside = InsideAddresses.Of(nodes, population);
    private readonly IReadOnlyList<NaptSite> _napts = NaptSite.Of(nodes, links);

    private NodeKeys Keys => context.Keys.Node;

    public void Check(NodePlan node, TreeEntry entry)
    {
        var reader = new MappingReader(entry.Value, $"nodes.{node.Id}", entry.Key.Position, Keys.Group, context.Errors);
        CheckBoxes(reader, Keys.Middleboxes, node.Middleboxes, node.Id);
        if (node.Proxy is not { Sharing: { } sharing } proxy)
        {
            return;
        }

        if (proxy.Mode is ProxyMode.Cpe or ProxyMode.Forward)
        {
            reader.ReportMeaningless([Keys.Sharing], reader.Find(Keys.Mode), "a proxy in this mode lends no address to sessions that it takes over");
            return;
        }

        if (node.Interfaces is [.., { V4.IsNone: true }] or [])
        {
            context.Errors.Add(reader.PositionOf(Keys.Sharing), reader.PathOf(Keys.Sharing), "the last link of the proxy has no IPv4, to which public addresses belong", "ip: v4 or [v4, v6]");
        }

        context.Errors.Idle.Note(reader.PositionOf(Keys.Sharing), reader.PathOf(Keys.Sharing), proxy.Steering.Rewrites || flows.Any(flow => flow.Proxy?.Proxy == node.Id),
            "every session bears the UE's own address", "steering: { toward_server: rewrite }, here or in a variant");
        new SharingReader(context).Check(reader, Keys.Sharing, sharing, [.. _inside.Select(each => each.Range)], address => OwnerOf(address, node.Id));
    }

    public void Check(LinkPlan link, TreeEntry entry) =>
        CheckBoxes(new MappingReader(entry.Value, $"links.{link.Id}", entry.Key.Position, context.Keys.Link.Group, context.Errors), context.Keys.Link.Middleboxes, link.Middleboxes, link.Id);

    private void CheckBoxes(MappingReader owner, Key key, IReadOnlyList<MiddleboxPlan> boxes, string place)
    {
        var keys = context.Keys.Middlebox;
        foreach (var (index, box) in boxes.Index())
        {
            if (box.Sharing is not { } sharing || _napts.FirstOrDefault(each => each.Name == place) is not { } napt)
            {
                continue;
            }

            var node = owner.Find(key);
            var item = node is TreeSequence list ? list.Items[index] : node!;
            var reader = new MappingReader(item, node is TreeSequence ? $"{owner.PathOf(key)}.{index}" : owner.PathOf(key), item.Position, keys.Group, context.Errors);
            new SharingReader(context).Check(reader, keys.Sharing, sharing, InsideAddresses.Behind(_inside, napt, nodes, links, population), address => OwnerOf(address, place));
        }
    }

    /// <param name="address">A public address.</param>
    /// <param name="sharer">The node or link that shares it.</param>
    private string? OwnerOf(IpAddress address, string sharer) =>
        nodes.FirstOrDefault(node => node.Interfaces.Any(face => face.V4 == address))?.Id
        ?? _napts.FirstOrDefault(napt => napt.Address == address || (napt.Name != sharer && napt.Further.Contains(address)))?.Name
        ?? nodes.FirstOrDefault(node => node.Id != sharer && node.Proxy?.Sharing?.Settings.Addresses.Contains(address) == true)?.Id
        ?? _inside.FirstOrDefault(each => each.Range.PlaceOf(address) >= 0)?.Node;
}
