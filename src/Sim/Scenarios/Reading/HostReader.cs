using Mpsim.Models.Mptcp.Paths;
using Mpsim.Scenarios.Keys;
using Mpsim.Scenarios.Plan;
using Mpsim.Scenarios.Values;
using Mpsim.Scenarios.Yaml;

namespace Mpsim.Scenarios.Reading;

/// <summary>Reads the TCP and MPTCP settings of a node.</summary>
/// <param name="context">What all readers share.</param>
/// <param name="links">The links of UEs, of which schedulers may be told.</param>
/// <param name="span">The simulated time.</param>
internal sealed class HostReader(ReadingContext context, IReadOnlyList<string> links, RunSpan span)
{
    /// <summary>The scheduler that brings Linux's way of finding stale subflows with it.</summary>
    private const string Linux = "linux";

    private static readonly NameForm LinkName = new("the name of a link");

    public TcpPlan Tcp(MappingReader node, HostProfile profile)
    {
        var keys = context.Keys.Tcp;
        var reader = node.Open(context.Keys.Node.Tcp, keys.Group, profile.Defaults);
        return new TcpPlan
        {
            CongestionControl = reader.Read(keys.CongestionControl),
            HyStart = reader.Read(keys.HyStart),
            Sack = reader.Read(keys.Sack),
            Timestamps = reader.Read(keys.Timestamps),
            WindowScale = reader.Read(keys.WindowScale),
            DelayedAck = reader.Read(keys.DelayedAck),
            InitialWindow = reader.Read(keys.InitialWindow),
            Ecn = reader.Read(keys.Ecn),
            Pacing = reader.Read(keys.Pacing),
            FastOpen = reader.Read(keys.FastOpen),
            FastOpenCookies = reader.Read(keys.FastOpenCookies),
            ReceiveBuffer = Buffer(reader, keys.ReceiveBuffer, profile.ReceiveLimit),
            SendBuffer = Buffer(reader, keys.SendBuffer, profile.SendLimit),
            NoDelay = reader.Read(keys.NoDelay),
        };
    }

    public MptcpPlan Mptcp(MappingReader node, NodeKind kind, HostProfile profile, IReadOnlyList<InterfacePlan> interfaces)
    {
        var keys = context.Keys.Mptcp;
        var (reader, enabled) = OpenMptcp(node, kind, profile);
        var limits = reader.Open(keys.Limits, keys.LimitGroup, profile.Defaults);
        var scheduler = reader.Read(keys.Scheduler);
        var pathManager = reader.Read(keys.PathManager);
        var weights = Weights(reader);
        var priority = Priority(reader);
        new SchedulerSettings(context).Check(reader, scheduler);
        var usual = PathManagers.Find(pathManager) ?? PathManagers.All[0];
        return new MptcpPlan
        {
            Enabled = enabled,
            Scheduler = scheduler,
            Weights = weights,
            Priority = priority,
            PriorityByPrice = IsByPrice(reader),
            Timetable = new TimetableReader(context, span, Weights, Priority).Read(reader, scheduler, weights, priority),
            DelayThreshold = reader.Read(keys.DelayThreshold),
            StaleLossCount = StaleLossCount(reader, scheduler),
            OpportunisticRetransmission = reader.Read(keys.OpportunisticRetransmission),
            Penalization = reader.Read(keys.Penalization),
            PathManager = pathManager,
            Endpoints = new EndpointReader(context, interfaces).Read(reader, kind, pathManager),
            SubflowLimit = limits.TryRead(keys.Subflows, out var subflows) ? subflows : usual.SubflowLimit,
            AddAddrAcceptedLimit = limits.TryRead(keys.AddAddrAccepted, out var accepted) ? accepted : usual.AddAddrAccepted,
            DataAckBits = reader.Read(keys.DataAck),
            Checksum = reader.Read(keys.Checksum),
            JoinsToInitialAddress = reader.Read(keys.JoinsToInitialAddress),
            HeedsNoJoin = reader.Read(keys.HeedsNoJoin),
            FastcloseByAck = reader.Read(keys.FastcloseByAck),
            StaleAfterTimeouts = reader.Read(keys.StaleAfterTimeouts),
            AddAddressTimeout = reader.Read(keys.AddAddressTimeout),
            SynRepeatsBeforeFallback = reader.Read(keys.SynRepeatsBeforeFallback),
            BlackholeTimeout = reader.Read(keys.BlackholeTimeout),
        };
    }

    /// <summary>A node's MPTCP settings with the scheduler that a rule has, and all that belongs to it.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="node">The node's settings.</param>
    public MptcpPlan Scheduling(MappingReader rule, MptcpPlan node)
    {
        var keys = context.Keys.Mptcp;
        var scheduler = rule.Read(keys.Scheduler);
        var weights = Weights(rule);
        var priority = Priority(rule);
        new SchedulerSettings(context).Check(rule, scheduler);
        return node with
        {
            Scheduler = scheduler,
            Weights = weights,
            Priority = priority,
            PriorityByPrice = IsByPrice(rule),
            Timetable = new TimetableReader(context, span, Weights, Priority).Read(rule, scheduler, weights, priority),
            DelayThreshold = rule.Read(keys.DelayThreshold),
            StaleLossCount = StaleLossCount(rule, scheduler),
        };
    }

    private int StaleLossCount(MappingReader reader, string scheduler) =>
        reader.TryRead(context.Keys.Mptcp.StaleLossCount, out var count) ? count : scheduler == Linux ? MptcpKeys.LinuxStaleLossCount : 0;

    private (MappingReader Reader, bool Enabled) OpenMptcp(MappingReader node, NodeKind kind, HostProfile profile)
    {
        var keys = context.Keys.Mptcp;
        var key = context.Keys.Node.Mptcp;
        var path = node.PathOf(key);
        var value = node.Find(key);
        if (value is TreeScalar)
        {
            var settings = new MappingReader(null, path, node.PositionOf(key), keys.Group, context.Errors, profile.Defaults);
            return (settings, settings.Read(value, path, keys.Enabled));
        }

        var reader = node.Open(key, keys.Group, profile.Defaults);
        return (reader, value is null ? kind == NodeKind.Proxy : reader.Read(keys.Enabled));
    }

    private BufferPlan Buffer(MappingReader tcp, Key key, string limit)
    {
        var max = context.Keys.Buffer.Max;
        max.Form.TryRead(limit, out var automatic, out _);
        switch (tcp.Find(key))
        {
            case null or TreeScalar { Value: "auto" }:
                return new BufferPlan(AutoTuned: true, automatic);
            case TreeScalar size:
                return new BufferPlan(AutoTuned: false, tcp.Read(size, tcp.PathOf(key), max));
            default:
                return new BufferPlan(AutoTuned: true, tcp.Open(key, context.Keys.Buffer.Group).Read(max));
        }
    }

    private bool IsByPrice(MappingReader mptcp) => mptcp.Find(context.Keys.Mptcp.Priority) is TreeScalar { Value: MptcpKeys.ByPrice };

    private List<string> Priority(MappingReader mptcp)
    {
        if (IsByPrice(mptcp))
        {
            return [];
        }

        var order = new List<string>();
        var key = context.Keys.Mptcp.Priority;
        foreach (var (index, item) in mptcp.Items(key).Index())
        {
            var path = $"{mptcp.PathOf(key)}.{index}";
            if (!mptcp.TryRead(item, path, LinkName, out var link))
            {
                continue;
            }

            if (!links.Contains(link))
            {
                context.Errors.AddUnknown(item.Position, path, "link of a UE", link, links);
            }
            else if (order.Contains(link))
            {
                context.Errors.Add(item.Position, path, $"the link '{link}' stands in the list twice");
            }
            else
            {
                order.Add(link);
            }
        }

        return order;
    }

    private List<PathWeight> Weights(MappingReader mptcp)
    {
        var weights = new List<PathWeight>();
        var key = context.Keys.Mptcp.Weights;
        foreach (var (link, value) in mptcp.NamedEntries(key))
        {
            var path = $"{mptcp.PathOf(key)}.{link.Value}";
            if (!links.Contains(link.Value))
            {
                context.Errors.AddUnknown(link.Position, path, "link of a UE", link.Value, links);
            }
            else if (mptcp.TryRead(value, path, Forms.Weight, out var weight))
            {
                weights.Add(new PathWeight(link.Value, weight));
            }
        }

        return weights;
    }
}
