using Mpsim.Models.Hosts;
using Mpsim.Models.Mptcp;
using Mpsim.Models.Mptcp.Coupling;
using Mpsim.Models.Mptcp.Paths;
using Mpsim.Models.Mptcp.Scheduling;
using Mpsim.Models.Network;
using Mpsim.Models.Proxy.Reports;
using Mpsim.Models.Tcp;
using Mpsim.Models.Tcp.Congestion;
using Mpsim.Models.Tcp.FastOpen;
using Mpsim.Models.Units;
using Mpsim.Models.Wire;
using Mpsim.Scenarios.Plan;

namespace Mpsim.Assembly;

/// <summary>Turns the settings of a node's TCP and MPTCP into those of the models.</summary>
internal sealed class StackSettings
{
    private readonly Func<Instant> _clock;
    private readonly int _mtu;

    /// <summary>Links whose MTU only the nodes at their ends know.</summary>
    private readonly LinkPlan[] _undiscovered;
    private readonly Dictionary<IpAddress, string> _linkOfUeAddress = [];
    private readonly bool _hasPopulation;

    /// <param name="variant">The variant.</param>
    /// <param name="clock">The time of the run, for what changes with it.</param>
    public StackSettings(VariantPlan variant, Func<Instant> clock)
    {
        _clock = clock;
        // As if path MTU discovery had found the smallest link: the model has no ICMP, and a larger packet would just vanish.
        _mtu = variant.Links.Where(link => link.MtuDiscovery).Concat(variant.Population.SelectMany(group => group.Accesses).Select(access => access.Link))
            .Select(link => link.Mtu).DefaultIfEmpty(LinkSettings.DefaultMtu).Min();
        _undiscovered = [.. variant.Links.Where(link => !link.MtuDiscovery)];
        foreach (var face in variant.Nodes.Where(node => node.Kind == NodeKind.Ue || node.IsCpe)
            .SelectMany(node => node.Interfaces.Where(face => !node.IsCpe || node.Proxy!.Uplinks.Contains(face.Link))))
        {
            foreach (var address in face.Addresses)
            {
                _linkOfUeAddress.Add(address, face.Link);
            }
        }

        // The addresses of a population stand for their network.
        _hasPopulation = variant.Population.Count > 0;
        foreach (var face in variant.Population.SelectMany(group => group.Template.Interfaces))
        {
            _linkOfUeAddress.Add(face.V4, face.Link);
        }
    }

    /// <summary>What proxies are told of accesses; null where no proxy is made.</summary>
    public AccessAssembly? Accesses { get; init; }

    /// <summary>What accesses cost.</summary>
    public required TariffAssembly Tariffs { get; init; }

    /// <param name="node">The node.</param>
    /// <param name="via">The links that subflows may use; null for all.</param>
    /// <param name="speaksMptcp">Whether MPTCP is offered and accepted.</param>
    public HostSettings Of(NodePlan node, IReadOnlyList<string>? via, bool speaksMptcp) => new()
    {
        Tcp = Tcp(node),
        Mptcp = Mptcp(node, via),
        FastOpen = FastOpen(node.Tcp),
        SpeaksMptcp = speaksMptcp,
    };

    private int MtuOf(NodePlan node) => _undiscovered.Where(link => link.EndsAt(node.Id)).Select(link => link.Mtu).Append(_mtu).Min();

    private TcpSettings Tcp(NodePlan node)
    {
        var plan = node.Tcp;
        var options = new CongestionOptions(plan.HyStart);

        // A coupled algorithm has nothing to couple on a plain connection, where it is what it couples: NewReno.
        var algorithm = CongestionControls.Find(plan.CongestionControl) ?? CongestionControls.Find("newreno")!;
        return TcpSettings.Default with
        {
            CongestionControl = () => algorithm.Create(options),
            Mtu = MtuOf(node),
            Sack = plan.Sack,
            Timestamps = plan.Timestamps,
            WindowScaling = plan.WindowScale,
            DelayedAck = plan.DelayedAck,
            NoDelay = plan.NoDelay,
            InitialWindow = plan.InitialWindow,
            Ecn = plan.Ecn,
            Pacing = plan.Pacing,
            ReceiveBufferLimit = Octets(plan.ReceiveBuffer),
            ReceiveBufferAutoTuning = plan.ReceiveBuffer.AutoTuned,
            SendBufferLimit = Octets(plan.SendBuffer),
            SendBufferAutoTuning = plan.SendBuffer.AutoTuned,
        };
    }

    private static FastOpenSettings FastOpen(TcpPlan plan) => plan.FastOpen == FastOpenPlan.Off ? FastOpenSettings.Off : new FastOpenSettings
    {
        Client = plan.FastOpen.HasFlag(FastOpenPlan.Client),
        Server = plan.FastOpen.HasFlag(FastOpenPlan.Server),
        ClientWithoutCookie = !plan.FastOpenCookies,
        ServerWithoutCookie = !plan.FastOpenCookies,
    };

    private static int Octets(BufferPlan buffer) => (int)Math.Min(buffer.Size.Bytes, int.MaxValue);

    private MptcpSettings Mptcp(NodePlan node, IReadOnlyList<string>? via)
    {
        var plan = node.Mptcp;
        var congestion = CoupledCongestionControls.Find(node.Tcp.CongestionControl)
            ?? throw new InvalidOperationException($"no congestion control is named {node.Tcp.CongestionControl}");
        var options = new CongestionOptions(node.Tcp.HyStart);
        var pathManager = PathManagers.Find(plan.PathManager)
            ?? throw new InvalidOperationException($"no path manager is named {plan.PathManager}");
        var paths = new PathManagerSettings(Endpoints(plan, via), plan.SubflowLimit, plan.AddAddrAcceptedLimit)
        {
            // The routes do not know which links a flow may use.
            AsksRoutes = via is null || node.Interfaces.All(face => via.Contains(face.Link)),
        };
        return new MptcpSettings
        {
            Congestion = () => congestion.Create(options),
            Scheduler = Scheduler(node, plan),
            StaleLossCount = plan.StaleLossCount,
            OpportunisticRetransmission = plan.OpportunisticRetransmission,
            Penalization = plan.Penalization,
            PathManager = () => pathManager.Create(paths),
            LongDataAck = plan.DataAckBits == 64,
            Checksum = plan.Checksum,
            JoinsToInitialAddress = plan.JoinsToInitialAddress,
            HeedsNoJoin = plan.HeedsNoJoin,
            FastcloseByAck = plan.FastcloseByAck,
            StaleAfterTimeouts = plan.StaleAfterTimeouts,
            AddAddressTimeout = plan.AddAddressTimeout,
            SynRepeatsBeforeFallback = plan.SynRepeatsBeforeFallback,
            BlackholeTimeout = plan.BlackholeTimeout,
        };
    }

    /// <summary>Makes the packet schedulers of a node's connections.</summary>
    /// <param name="node">The node.</param>
    /// <param name="plan">Its settings, or those that it has for some of its connections.</param>
    public Func<PacketScheduler> Scheduler(NodePlan node, MptcpPlan plan) => Scheduler(plan, node.Proxy?.AccessReports is { Order.Count: > 0 } ? Accesses?.Of(node.Id) : null);

    private Func<PacketScheduler> Scheduler(MptcpPlan plan, AccessReports? reports)
    {
        var byPrice = plan.PriorityByPrice;
        var usual = Scheduler(plan.Scheduler, plan.Weights, plan.Priority, plan.DelayThreshold, reports, byPrice);
        if (plan.Timetable.Count == 0)
        {
            return usual;
        }

        (TimetableEntry Entry, Func<PacketScheduler> Create)[] windows =
            [.. plan.Timetable.Select(entry => (entry, Scheduler(entry.Scheduler, entry.Weights, entry.Priority, plan.DelayThreshold, reports, byPrice && entry.Priority.Count == 0)))];
        return () => new TimetableScheduler(usual(), [.. windows.Select(window => new TimetableWindow(window.Entry.From, window.Entry.Until, window.Create()))], _clock);
    }

    private Func<PacketScheduler> Scheduler(string name, IReadOnlyList<PathWeight> weights, IReadOnlyList<string> priority, Duration delayThreshold, AccessReports? reports, bool byPrice)
    {
        var scheduler = PacketSchedulers.Find(name) ?? throw new InvalidOperationException($"no scheduler is named {name}");
        var options = new SchedulerOptions { WeightOf = WeightOf(weights), PlaceOf = PlaceOf(priority, reports, byPrice), DelayThreshold = delayThreshold };
        return () => scheduler.Create(options);
    }

    private Func<Subflow, int> PlaceOf(IReadOnlyList<string> priority, AccessReports? reports, bool byPrice)
    {
        var tariffs = Tariffs;
        return byPrice ? subflow => tariffs.PlaceOf(subflow.Local.Address, subflow.Remote.Address)
            : reports is null ? PlaceOf(priority)
            : subflow => reports.PlaceOf(subflow.Remote.Address);
    }

    private static List<PathEndpoint> Endpoints(MptcpPlan plan, IReadOnlyList<string>? via)
    {
        var endpoints = new List<PathEndpoint>();
        foreach (var (index, endpoint) in plan.Endpoints.Index())
        {
            if (via is null || via.Contains(endpoint.Link))
            {
                // Identifiers stay those of the node's list whatever a flow may use; 0 is the initial address.
                endpoints.Add(new PathEndpoint((byte)(index + 1), endpoint.Address, Flags(endpoint.Flags), endpoint.Port));
            }
        }

        return endpoints;
    }

    private static PathEndpointFlags Flags(EndpointFlags flags)
    {
        var result = PathEndpointFlags.None;
        result |= flags.HasFlag(EndpointFlags.Subflow) ? PathEndpointFlags.Subflow : 0;
        result |= flags.HasFlag(EndpointFlags.Signal) ? PathEndpointFlags.Signal : 0;
        result |= flags.HasFlag(EndpointFlags.Backup) ? PathEndpointFlags.Backup : 0;
        return result | (flags.HasFlag(EndpointFlags.FullMesh) ? PathEndpointFlags.Fullmesh : 0);
    }

    private Func<Subflow, int> WeightOf(IReadOnlyList<PathWeight> weights) =>
        weights.Count == 0 ? static _ => 1 : ByLink(weights.ToDictionary(weight => weight.Link, weight => weight.Weight), other: 1);

    private Func<Subflow, int> PlaceOf(IReadOnlyList<string> priority) =>
        priority.Count == 0 ? static _ => 0 : ByLink(priority.Index().ToDictionary(entry => entry.Item, entry => entry.Index), other: priority.Count);

    /// <summary>Figures are given per link of the UE, which is the local end of a subflow or the remote one.</summary>
    private Func<Subflow, int> ByLink(Dictionary<string, int> figures, int other)
    {
        var byAddress = new Dictionary<IpAddress, int>();
        foreach (var (address, link) in _linkOfUeAddress)
        {
            if (figures.TryGetValue(link, out var figure))
            {
                byAddress.Add(address, figure);
            }
        }

        var hasPopulation = _hasPopulation;
        return subflow => TryFind(subflow.Local.Address, out var local) ? local
            : TryFind(subflow.Remote.Address, out var remote) ? remote
            : other;

        bool TryFind(IpAddress address, out int figure) => byAddress.TryGetValue(address, out figure)
            || (hasPopulation && byAddress.TryGetValue(address.Prefix(SubscriberClassPlan.NetworkLength), out figure));
    }
}
