using Mpsim.Models.Wire;
using Mpsim.Scenarios.Errors;
using Mpsim.Scenarios.Keys;
using Mpsim.Scenarios.Plan;
using Mpsim.Scenarios.Yaml;

namespace Mpsim.Scenarios.Reading;

/// <summary>Reads what a variant may differ in, from a document onto which the variant's overrides have been laid.</summary>
internal sealed class VariantReader(ReadingContext context)
{
    private const int MostEntries = 2_000;

    private TopKeys Keys => context.Keys.Top;

    public VariantPlan Read(TreeMapping document, string name)
    {
        var before = context.Errors.Reports;
        var top = new MappingReader(document, "", document.Position, Keys.Group, context.Errors);
        var duration = top.Read(Keys.Duration);
        var span = new RunSpan(duration, top.Find(Keys.Duration)?.Layer ?? Layer.Base);
        var families = FamilyReader.Read(context, top, Keys.Ip, IpFamilies.V4);
        var nodeEntries = Entries(top, Keys.Nodes);
        List<string> nodeNames = [.. nodeEntries.Select(entry => entry.Key.Value)];
        var linkEntries = Entries(top, Keys.Links);
        List<LinkPlan> links = [.. linkEntries.Select((entry, index) => new LinkReader(entry, context).Read(nodeNames, index, families))];
        List<string> accesses = [.. LinksOfUes(nodeEntries, links), .. AccessesOfPopulation(top)];
        var nodeReader = new NodeReader(context, links, nodeNames, accesses, span, linksAreSound: context.Errors.Reports == before);
        List<NodePlan> nodes = [.. nodeEntries.Select(nodeReader.Read)];
        CheckAddresses(nodes, nodeEntries);
        CheckBoxes(nodes, links, nodeEntries);

        var population = new PopulationReader(context, nodes, span).Read(top);
        List<string> flowNames = [.. top.NamedEntries(Keys.Flows).Select(entry => entry.Key.Value)];
        var rules = new RuleReader(context, [.. nodes.Where(node => node.Kind == NodeKind.Ue).Select(node => node.Id), .. population.Select(each => each.Id)], flowNames);
        nodes = [.. nodes.Zip(nodeEntries, new PolicyReader(context, nodes, rules).Read)];
        nodes = [.. nodes.Zip(nodeEntries, new PoolingReader(context, rules, new HostReader(context, accesses, span)).Read)];
        nodes = [.. nodes.Zip(nodeEntries, new PoolReader(context, nodes, links, span).Read)];
        var provisions = new ProvisionReader(context, nodes, links, flowNames, span);
        nodes = [.. nodes.Zip(nodeEntries, provisions.Read)];
        nodes = [.. nodes.Zip(nodeEntries, (node, entry) => provisions.FindProxy(node, entry, nodes))];
        var proxies = new AddressedProxyReader(context);
        nodes = [.. nodes.Zip(nodeEntries, (node, entry) => proxies.Read(node, entry, nodes))];
        var cpes = new CpeReader(context, nodes, links, hasPopulation: population.Count > 0);
        nodes = [.. nodes.Zip(nodeEntries, cpes.Read)];
        List<NodePlan> ends = [.. nodes, .. population.Select(each => each.Template)];
        List<LinkPlan> ways = [.. links, .. population.SelectMany(each => each.Accesses).Select(access => access.Link)];

        // What is wrong with nodes and links must not be told again as flows that lead nowhere.
        var topology = context.Errors.Reports == before ? new Topology(ends, ways) : null;
        var hasProxyOffPath = false;
        foreach (var (node, entry) in topology is null ? [] : nodes.Zip(nodeEntries))
        {
            hasProxyOffPath |= new SteeringReader(context).CheckReach(node, entry, ends, topology!);
        }

        List<TunnelPlan> tunnels = topology is null ? [] : [.. Tunnels(top).Select(new TunnelReader(context, ends, ways, population, topology).Read).OfType<TunnelPlan>()];
        var flowReader = new FlowReader(context, ends, [.. population.Select(each => each.Id)], topology, span);
        var eventReader = new EventReader(context, links, span);
        List<FlowPlan> flows = [.. Entries(top, Keys.Flows).Select(flowReader.Read)];
        var sharing = new SharingCheck(context, nodes, links, population, flows);
        nodes.Zip(nodeEntries).ToList().ForEach(each => sharing.Check(each.First, each.Second));
        links.Zip(linkEntries).ToList().ForEach(each => sharing.Check(each.First, each.Second));
        var attackReader = new AttackReader(context, nodes, links, flows, span);
        var naptEventReader = new NaptEventReader(context, nodes, links, span);
        var failureReader = new FailureReader(context);
        var events = Events(top).Index().ToLookup(each => naptEventReader.Takes(each.Item) ? EventSubject.Napt : failureReader.Takes(each.Item) ? EventSubject.Node : EventSubject.Link);
        var linkEvents = events[EventSubject.Link].Select(each => (Plan: eventReader.Read(each.Item, each.Index), Node: each.Item, each.Index)).OrderBy(change => change.Plan.At).ToList();
        var proxyEvents = events[EventSubject.Node].Select(each => (Plan: failureReader.ReadEvent(each.Item, each.Index, nodes, span), Node: each.Item, each.Index)).OrderBy(change => change.Plan.At).ToList();
        List<EventPlan> changes = [.. linkEvents.Select(change => change.Plan)];
        foreach (var (node, entry) in nodes.Zip(nodeEntries))
        {
            new AccessReportReader(context).Check(node, entry, VariantPlan.TypesOf(links, population, changes));
        }

        var attackEntries = top.NamedEntries(Keys.Attacks);
        var plan = new VariantPlan
        {
            Name = name,
            Template = top.TryRead(Keys.Template, out var template) ? template : null,
            Duration = duration,
            Nodes = nodes,
            Links = links,
            Tunnels = tunnels,
            Flows = flows,
            Attacks = [.. attackEntries.Select(attackReader.Read)],
            Population = population,
            Selection = new SelectionReader(context, nodes, links, population, rules).Read(top),
            HasProxyOffPath = hasProxyOffPath,
            Events = changes,
            ProxyEvents = [.. proxyEvents.Select(change => change.Plan)],
            NaptEvents = [.. events[EventSubject.Napt].Select(each => naptEventReader.Read(each.Item, each.Index)).OrderBy(change => change.At)],
        };
        if (context.Errors.Reports == before)
        {
            new EventCheck(context).CheckLinks(linkEvents);
            new EventCheck(context).CheckProxies(proxyEvents, nodes);
            new VariantCheck(context, plan).Check(nodeEntries, linkEntries, attackEntries);
        }

        return plan;
    }

    /// <summary>The links that end at a UE, or at a CPE, which opens subflows as one; all where no node is one, which is another mistake or a population.</summary>
    private List<string> LinksOfUes(IReadOnlyList<TreeEntry> nodes, List<LinkPlan> links)
    {
        var kind = context.Keys.Node.Kind;
        var mode = context.Keys.Node.Mode;
        List<string> ues = [.. nodes.Where(node => Says(node, kind, NodeKind.Ue) || (Says(node, kind, NodeKind.Proxy) && Says(node, mode, ProxyMode.Cpe))).Select(node => node.Key.Value)];
        return [.. links.Where(link => ues.Count == 0 || ues.Exists(link.EndsAt)).Select(link => link.Id)];

        static bool Says<T>(TreeEntry node, Key<T> key, T value) => ((node.Value as TreeMapping)?.Find(key.Name) as TreeScalar)?.Value == key.Form.Write(value);
    }

    /// <summary>The names of the accesses of all classes, which nodes may name before the population is read.</summary>
    private IEnumerable<string> AccessesOfPopulation(MappingReader top)
    {
        var classes = (top.Find(Keys.Population) as TreeMapping)?.Find(context.Keys.Population.Classes.Name) as TreeMapping;
        return (classes?.Entries ?? []).Select(each => (each.Value as TreeMapping)?.Find(context.Keys.Population.Access.Name)).OfType<TreeMapping>()
            .SelectMany(accesses => accesses.Entries).Select(access => access.Key.Value).Distinct();
    }

    /// <summary>What an event is about.</summary>
    private enum EventSubject
    {
        Link,
        Napt,
        Node,
    }

    private IReadOnlyList<TreeEntry> Entries(MappingReader top, Key key)
    {
        var entries = top.NamedEntries(key);
        if (top.Find(key) is TreeMapping && entries.Count is 0 or > MostEntries)
        {
            context.Errors.Add(top.PositionOf(key), key.Name, $"there are {entries.Count} {key.Name}", $"1 to {MostEntries}");
            return [];
        }

        return [.. entries.Where(entry => IsThere(entry, key, entries))];
    }

    /// <summary>
    /// Whether an entry is one of the scenario. An override of a key of something that there is not, most likely a slip in its name,
    /// makes an entry that lacks what each of its kind must have.
    /// </summary>
    private bool IsThere(TreeEntry entry, Key key, IReadOnlyList<TreeEntry> entries)
    {
        var (noun, needed) = key == Keys.Nodes ? ("node", context.Keys.Node.Kind.Name)
            : key == Keys.Links || key == Keys.Tunnels ? (key == Keys.Links ? "link" : "tunnel", context.Keys.Link.Between.Name)
            : ("flow", context.Keys.Flow.From.Name);
        bool IsMadeUp(TreeEntry each) => each.Value.IsOverride && (each.Value as TreeMapping)?.Find(needed) is null;
        if (!IsMadeUp(entry))
        {
            return true;
        }

        List<string> known = [.. entries.Where(each => !IsMadeUp(each)).Select(each => each.Key.Value)];
        var (name, path) = (entry.Key.Value, $"{key.Name}.{entry.Key.Value}");
        context.Errors.Add(entry.Key.Position, path, $"there is no {noun} '{name}' to change",
            $"one of {string.Join(", ", known)}; or a new {noun}, which has '{needed}'", NearestName.Find(name, known));
        return false;
    }

    /// <summary>An override of a key of a tunnel that there is not makes no tunnel, as one that stands for another kind of entry does not.</summary>
    private IReadOnlyList<TreeEntry> Tunnels(MappingReader top)
    {
        var entries = top.NamedEntries(Keys.Tunnels);
        return [.. entries.Where(entry => IsThere(entry, Keys.Tunnels, entries))];
    }

    private IReadOnlyList<TreeNode> Events(MappingReader top)
    {
        var items = top.Items(Keys.Events);
        if (items.Count <= MostEntries)
        {
            return items;
        }

        context.Errors.Add(top.PositionOf(Keys.Events), Keys.Events.Name, $"there are {items.Count} events", $"at most {MostEntries}");
        return [];
    }

    /// <summary>One place has one row of boxes, and a public address is nobody else's.</summary>
    private void CheckBoxes(List<NodePlan> nodes, List<LinkPlan> links, IReadOnlyList<TreeEntry> entries)
    {
        foreach (var (node, entry) in nodes.Zip(entries))
        {
            if (links.Find(link => link.Id == node.Outside) is { Middleboxes.Count: > 0 } link && link.Second == node.Id)
            {
                context.Errors.Add(entry.Key.Position, $"nodes.{node.Id}.middleboxes", $"the link '{link.Id}' has its middleboxes in the same place", "all of them at one of the two");
            }
        }

        foreach (var napt in NaptSite.Of(nodes, links))
        {
            var owner = nodes.Find(node => node.Interfaces.Any(face => face.V4 == napt.Address) && node.Id != napt.Name);
            if (owner is not null)
            {
                var isNode = nodes.Exists(node => node.Id == napt.Name);
                context.Errors.Add(entries[0].Key.Position, $"{(isNode ? "nodes" : "links")}.{napt.Name}.middleboxes", $"the public address {napt.Address} is that of {owner.Id}");
            }
        }
    }

    private void CheckAddresses(List<NodePlan> nodes, IReadOnlyList<TreeEntry> entries)
    {
        var owners = new Dictionary<IpAddress, string>();
        foreach (var (node, entry) in nodes.Zip(entries))
        {
            foreach (var (link, address) in node.Interfaces.SelectMany(face => face.Addresses.Select(address => (face.Link, address))))
            {
                if (!owners.TryAdd(address, $"{node.Id} on {link}"))
                {
                    context.Errors.Add(PositionOf(entry, link, address), $"nodes.{node.Id}.addresses.{link}", $"the address {address} is already that of {owners[address]}");
                }
            }
        }
    }

    /// <summary>Where a node's address on a link is written; the node where it is one that addresses are given by themselves.</summary>
    private SourcePosition PositionOf(TreeEntry node, string link, IpAddress address)
    {
        var given = ((node.Value as TreeMapping)?.Find(context.Keys.Node.Addresses.Name) as TreeMapping)?.Find(link);
        var items = given is TreeSequence list ? list.Items : given is null ? [] : [given];
        return items.FirstOrDefault(item => item is TreeScalar text && Forms.Address.TryRead(text.Value, out var read, out _) && read == address)?.Position ?? node.Key.Position;
    }
}
