using Mpsim.Models.Units;
using Mpsim.Models.Wire;
using Mpsim.Scenarios.Keys;
using Mpsim.Scenarios.Plan;
using Mpsim.Scenarios.Yaml;

namespace Mpsim.Scenarios.Reading;

/// <summary>Reads a population: how many subscribers, of which classes, with which accesses.</summary>
/// <param name="context">What all readers share.</param>
/// <param name="nodes">All nodes of the scenario.</param>
internal sealed class PopulationReader(ReadingContext context, IReadOnlyList<NodePlan> nodes, RunSpan span)
{
    private const double Whole = 1;

    // Shares are written in decimals, and a third three times should be a whole.
    private const double Slack = 1e-3;

    private int _accesses;

    private PopulationKeys Keys => context.Keys.Population;

    /// <returns>The classes in the order of the file; none when there is no population.</returns>
    public IReadOnlyList<SubscriberClassPlan> Read(MappingReader top)
    {
        if (top.Find(context.Keys.Top.Population) is null)
        {
            return [];
        }

        var population = top.Open(context.Keys.Top.Population, Keys.Group);
        var subscribers = population.Read(Keys.Subscribers);
        var hasAttach = population.TryRead(Keys.Attach, out var attach);
        var attachNode = hasAttach ? Forwarder(population, Keys.Attach, attach) : null;
        List<SubscriberClassPlan> classes = [];
        var before = context.Errors.Reports;
        foreach (var entry in population.NamedEntries(Keys.Classes))
        {
            classes.Add(Class(entry, population, attachNode));
        }

        var sum = classes.Sum(each => each.Share.Value);
        if (context.Errors.Reports == before && Math.Abs(sum - Whole) > Slack)
        {
            context.Errors.Add(population.PositionOf(Keys.Classes), population.PathOf(Keys.Classes),
                $"the shares of the classes add up to {(100 * (decimal)Math.Round(sum, 6)).ToString("0.####", System.Globalization.CultureInfo.InvariantCulture)} %", "shares that add up to 100 %");
        }

        if (_accesses > SubscriberClassPlan.MostAccesses)
        {
            context.Errors.Add(population.PositionOf(Keys.Classes), population.PathOf(Keys.Classes), $"the classes have {_accesses} accesses", $"at most {SubscriberClassPlan.MostAccesses}");
        }

        var counts = Apportion(subscribers, [.. classes.Select(each => each.Share.Value)]);
        return [.. classes.Select((each, index) => each with { Count = counts[index] })];
    }

    /// <summary>Whole subscribers per class by the largest remainders, so that they add up and no run has others.</summary>
    private static int[] Apportion(int subscribers, double[] shares)
    {
        var counts = shares.Select(share => (int)Math.Floor(subscribers * share)).ToArray();
        var order = Enumerable.Range(0, shares.Length).OrderByDescending(index => (subscribers * shares[index]) - counts[index]).ToArray();
        for (var missing = subscribers - counts.Sum(); missing > 0 && order.Length > 0; missing--)
        {
            counts[order[(subscribers - missing) % order.Length]]++;
        }

        return counts;
    }

    private SubscriberClassPlan Class(TreeEntry entry, MappingReader population, string? attachOfAll)
    {
        var id = entry.Key.Value;
        var path = $"{population.PathOf(Keys.Classes)}.{id}";
        Identifier.Check(entry.Key, path, context.Errors);
        if (nodes.Any(node => node.Id == id))
        {
            context.Errors.Add(entry.Key.Position, path, $"'{id}' is already the name of a node", "another name");
        }

        var reader = new MappingReader(entry.Value, path, entry.Key.Position, Keys.ClassGroup, context.Errors);
        var attach = reader.TryRead(Keys.ClassAttach, out var own) ? Forwarder(reader, Keys.ClassAttach, own) : attachOfAll;
        if (attach is null && reader.Find(Keys.ClassAttach) is null && population.Find(Keys.Attach) is null)
        {
            population.ReportMissing(Keys.Attach);
        }

        var accesses = Accesses(reader, id, attach ?? "");
        return new SubscriberClassPlan
        {
            Share = reader.Read(Keys.ClassShare),
            Count = 0,
            Attach = attach ?? "",
            MptcpShare = reader.Read(Keys.MptcpShare),
            Template = Template(reader, id, accesses),
            Accesses = [.. accesses.Select(access => access.Plan)],
        };
    }

    private NodePlan Template(MappingReader reader, string id, List<(AccessPlan Plan, IpAddress Network)> accesses)
    {
        var keys = context.Keys.Node;
        var profile = HostProfiles.Find(reader.Read(keys.Profile))!;
        List<InterfacePlan> interfaces = [.. accesses.Select(access => new InterfacePlan(access.Plan.Link.Id, access.Network, default))];
        var host = new HostReader(context, [.. interfaces.Select(face => face.Link)], span);
        var mptcp = host.Mptcp(reader, NodeKind.Ue, profile, interfaces);
        return new NodePlan
        {
            Id = id,
            Kind = NodeKind.Ue,
            Profile = profile.Name,
            Interfaces = interfaces,
            Tcp = host.Tcp(reader, profile),

            // Who shares in MPTCP is drawn; saying nothing else of it is not a no.
            Mptcp = reader.Find(keys.Mptcp) is null ? mptcp with { Enabled = true } : mptcp,
            Proxy = null,
        };
    }

    private List<(AccessPlan Plan, IpAddress Network)> Accesses(MappingReader reader, string owner, string attach)
    {
        var accesses = new List<(AccessPlan Plan, IpAddress Network)>();
        foreach (var entry in reader.NamedEntries(Keys.Access))
        {
            accesses.Add((Access(entry, reader.PathOf(Keys.Access), owner, attach, isFirst: accesses.Count == 0), NetworkOf(_accesses++)));
        }

        if (accesses.Count == 0 && reader.Find(Keys.Access) is TreeMapping)
        {
            context.Errors.Add(reader.PositionOf(Keys.Access), reader.PathOf(Keys.Access), "there is no access", Keys.Access.Expected);
        }

        return accesses;
    }

    private AccessPlan Access(TreeEntry entry, string parent, string owner, string attach, bool isFirst)
    {
        var id = entry.Key.Value;
        var path = $"{parent}.{id}";
        Identifier.Check(entry.Key, path, context.Errors);
        var reader = new MappingReader(entry.Value, path, entry.Key.Position, Keys.AccessGroup, context.Errors);
        var directions = new DirectionReader(context, reader, Keys.DirectionGroup);
        var (up, upRate) = directions.ReadDrawn(LinkDirections.Up);
        var (down, downRate) = directions.ReadDrawn(LinkDirections.Down);
        var share = reader.Read(Keys.AccessShare);
        if (isFirst && share.Value < Whole)
        {
            context.Errors.Add(reader.PositionOf(Keys.AccessShare), reader.PathOf(Keys.AccessShare), "the first access is the one that everybody has", "100 %");
        }

        var link = new LinkPlan
        {
            Id = id,
            First = owner,
            Second = attach,
            Access = reader.TryRead(context.Keys.Link.Access, out var access) ? access : id,
            Families = IpFamilies.V4,
            Mtu = reader.Read(context.Keys.Link.Mtu),
            Up = up,
            Down = down,
        };
        return new AccessPlan(link, share, upRate, downRate);
    }

    private string? Forwarder(MappingReader reader, Key key, string name)
    {
        if (nodes.FirstOrDefault(node => node.Id == name) is { Forwards: true })
        {
            return name;
        }

        if (nodes.Any(node => node.Id == name))
        {
            context.Errors.Add(reader.Find(key)!.Position, reader.PathOf(key), $"'{name}' passes no packets on", key.Expected);
        }
        else
        {
            context.Errors.AddUnknown(reader.Find(key)!.Position, reader.PathOf(key), "node", name, [.. nodes.Where(node => node.Forwards).Select(node => node.Id)]);
        }

        return null;
    }

    /// <summary>The network of the n-th access: 100.64.0.0/15, 100.66.0.0/15 and so on, of the space for subscribers (RFC 6598).</summary>
    private static IpAddress NetworkOf(int index) => IpAddress.Of(100, (byte)(64 + (2 * (index % SubscriberClassPlan.MostAccesses))), 0, 0);
}
