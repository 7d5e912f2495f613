using System.Threading;
using Mpsim.Models.Hosts;
using Mpsim.Models.Kernel;
using Mpsim.Models.Network;
using Mpsim.Models.Probes;
using Mpsim.Models.Units;
using Mpsim.Models.Wire;
using Mpsim.Scenarios.Plan;

namespace Mpsim.Assembly;

/// <summary>
/// Makes the subscribers of a population with their accesses and routes. All that is drawn for a subscriber comes from a stream of
/// its own, so that variants and populations of another size have the same ones.
/// </summary>
internal sealed class PopulationAssembly(IReadOnlyDictionary<string, Node> nodes, LinkAssembly settings, StackSettings stacks, Scheduler scheduler, PacketPool pool, RandomStreams streams, EventSink log)
{
    private readonly Dictionary<string, Subscriber[]> _classes = new(StringComparer.Ordinal);
    private readonly List<Link> _links = [];

    /// <summary>Both directions of all accesses.</summary>
    public IReadOnlyList<Link> Links => _links;

    /// <summary>The subscribers of a class, in the order of their numbers.</summary>
    public IReadOnlyList<Subscriber> this[string id] => _classes[id];

    /// <summary>Makes the subscribers of a class, of whom tens of thousands take a while.</summary>
    /// <exception cref="OperationCanceledException">It was interrupted.</exception>
    public void Add(SubscriberClassPlan plan, CancellationToken interruption)
    {
        var subscribers = new Subscriber[plan.Count];
        var egresses = plan.Accesses.Select(_ => new List<(IpAddress Address, Interface Via)>(plan.Count)).ToArray();
        for (var number = 0; number < plan.Count; number++)
        {
            interruption.ThrowIfCancellationRequested();
            subscribers[number] = Create(plan, number, egresses);
        }

        // By ascending addresses, each table grows at its end.
        var gateway = nodes[plan.Attach];
        foreach (var (address, via) in egresses.SelectMany(egress => egress))
        {
            interruption.ThrowIfCancellationRequested();
            gateway.Routing.Main.Add(address, address.Width, via);
        }

        _classes.Add(plan.Id, subscribers);
    }

    private Subscriber Create(SubscriberClassPlan plan, int number, List<(IpAddress Address, Interface Via)>[] egresses)
    {
        var id = $"{plan.Id}-{number + 1}";
        var chance = streams.Create($"population/{plan.Id}/{number + 1}");
        var speaksMptcp = chance.Chance(plan.MptcpShare);
        var accesses = new List<(int Index, LinkPlan Link)>();
        foreach (var (index, access) in plan.Accesses.Index())
        {
            // Drawn in any case, so that another share does not change the rates of those who have the access.
            var has = chance.Chance(access.Share);
            var rank = chance.NextDouble();
            if (has)
            {
                accesses.Add((index, Drawn(access, id, rank)));
            }
        }

        List<InterfacePlan> interfaces = [.. accesses.Select(access => new InterfacePlan(plan.Accesses[access.Index].Link.Id, Address(plan, access.Index, number), default))];
        var node = plan.Template with { Id = id, Interfaces = interfaces, Mptcp = Mptcp(plan.Template.Mptcp, interfaces, speaksMptcp) };
        var host = new Host(id, scheduler, pool, streams.Create($"host/{id}"), stacks.Of(node, null, node.Mptcp.Enabled), log);
        foreach (var (face, access) in interfaces.Zip(accesses))
        {
            egresses[access.Index].Add((face.V4, Connect(host, face, access.Link, nodes[plan.Attach], NetworkEnd(plan, access.Index))));
        }

        return new Subscriber(host, node);
    }

    /// <returns>The gateway's interface.</returns>
    private Interface Connect(Host host, InterfacePlan face, LinkPlan link, Node gateway, IpAddress gatewayAddress)
    {
        var own = host.AddInterface(face.Link, face.V4, accessType: link.Access);
        var far = gateway.AddInterface(link.Id, gatewayAddress, accessType: link.Access);
        own.Egress = Create(link, LinkDirections.Up, far);
        far.Egress = Create(link, LinkDirections.Down, own);
        host.Routing.AddTableFrom(face.V4).AddDefault(own);
        host.Routing.Main.AddDefault(own);
        return far;
    }

    private Link Create(LinkPlan plan, LinkDirections direction, Interface to)
    {
        var link = new Link(scheduler, pool, LinkAssembly.NameOf(plan, direction), settings.Settings(plan, direction), to);
        _links.Add(link);
        return link;
    }

    private static LinkPlan Drawn(AccessPlan access, string owner, double rank) => access.Link with
    {
        Id = $"{owner}/{access.Link.Id}",
        First = owner,
        Up = access.Link.Up with { Rate = RateAt(access.Up, rank) },
        Down = access.Link.Down with { Rate = RateAt(access.Down, rank) },
    };

    private static MptcpPlan Mptcp(MptcpPlan template, List<InterfacePlan> interfaces, bool speaks) => template with
    {
        Enabled = template.Enabled && speaks,
        Endpoints = [.. template.Endpoints.Where(endpoint => interfaces.Exists(face => face.Link == endpoint.Link))
            .Select(endpoint => endpoint with { Address = interfaces.Find(face => face.Link == endpoint.Link)!.V4 })],
    };

    private static DataRate RateAt(RatePlan plan, double rank) => plan switch
    {
        ConstantRate constant => constant.Rate,
        UniformRate uniform => new DataRate(uniform.Lowest.BitsPerSecond + (long)((uniform.Highest.BitsPerSecond - uniform.Lowest.BitsPerSecond) * rank)),
        EmpiricalRate empirical => new DataRate(new EmpiricalDistribution(empirical.Points.Select(point => (point.Value, point.UpTo.Value))).At(rank)),
        _ => throw new ArgumentOutOfRangeException(nameof(plan), plan, "unknown distribution of rates"),
    };

    private static IpAddress Address(SubscriberClassPlan plan, int access, int number) => plan.AddressOf(plan.Template.Interfaces[access], number);

    /// <summary>The gateway has the last address of each network, on all the lines of that network.</summary>
    private static IpAddress NetworkEnd(SubscriberClassPlan plan, int access) => plan.AddressOf(plan.Template.Interfaces[access], SubscriberClassPlan.MostSubscribers);
}
