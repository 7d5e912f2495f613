using Mpsim.Models.Hosts;
using Mpsim.Models.Network.Sharing;
using Mpsim.Models.Proxy;
using Mpsim.Models.Proxy.Load;
using Mpsim.Models.Proxy.Pool;
using Mpsim.Models.Proxy.Shaping;
using Mpsim.Models.Units;
using Mpsim.Models.Wire.Tcp;
using Mpsim.Scenarios.Plan;

namespace Mpsim.Assembly;

/// <summary>Turns the settings of a proxy and its rules into those of the models: names into addresses and ports.</summary>
internal sealed class ProxyAssembly(VariantPlan variant, StackSettings stacks, ProvisionAssembly provisions, SelectionAssembly selection)
{
    private readonly RuleSubjects _subjects = new(variant);

    public ProxySettings Settings(NodePlan node)
    {
        var plan = node.Proxy!;
        return new ProxySettings
        {
            Mode = plan.Mode switch
            {
                Scenarios.Plan.ProxyMode.TakeOver => Models.Proxy.ProxyMode.TakeOver,
                Scenarios.Plan.ProxyMode.Transparent => Models.Proxy.ProxyMode.Transparent,
                Scenarios.Plan.ProxyMode.Hybrid => Models.Proxy.ProxyMode.Hybrid,
                Scenarios.Plan.ProxyMode.Cpe => Models.Proxy.ProxyMode.Cpe,
                _ => Models.Proxy.ProxyMode.Forward,
            },
            Rules = [.. plan.Rules.Select(Rule)],
            Limits = [.. plan.Limits.Select(Limit)],
            Pooling = [.. plan.Pooling.Select(rule => Pooling(node, rule))],
            Reports = stacks.Accesses?.Of(node.Id),
            Sharing = Sharing(node, plan.Sharing),
            WhenExhausted = plan.Sharing?.WhenExhausted switch
            {
                SharingExhaustion.Drop => PortExhaustion.Drop,
                SharingExhaustion.Reset => PortExhaustion.Reset,
                _ => PortExhaustion.Pass,
            },
            Provision = provisions.Of(node.Id),
            Selection = selection.Of(node),
            QuotaIsUsedUp = plan.Rules.Any(rule => rule.QuotaIsUsedUp is not null) ? stacks.Tariffs.IsUsedUp : null,
            Costs = Costs(plan.Costs),
            TokenShare = TokenShare(node.Id),
            IsInPool = variant.Nodes.Any(each => each.Pool?.Members.Any(member => member.Proxy == node.Id) == true),
            Protection = new ProtectionSettings { SynBacklog = plan.Protection.SynBacklog, HalfOpenPerUe = plan.Protection.HalfOpenPerUe, PendingJoins = plan.Protection.PendingJoins },
            Services = Services(node, plan.Services),
            CapabilityAge = plan.CapabilityAge,
            Accept = plan.Accept == Scenarios.Plan.ProxyAccept.AtOnce ? Models.Proxy.ProxyAccept.AtOnce : Models.Proxy.ProxyAccept.AfterServer,
            Source = plan.Steering.Rewrites || node.IsCpe ? ProxySource.Own : ProxySource.Ue,
            Uplinks = plan.Uplinks,
            UplinksToPort = UplinksToPort(node),
            RelayBuffer = plan.RelayBuffer.Bytes,
            LargestMss = (int?)plan.MssClamp?.Bytes,
            TowardUe = Clamped(stacks.Of(node, null, node.Mptcp.Enabled && !node.IsCpe), plan.MssClamp),
            TowardServer = Clamped(stacks.Of(node, node.IsCpe ? plan.Uplinks : null, speaksMptcp: node.IsCpe), plan.MssClamp),
        };
    }

    /// <summary>The public addresses, the proxy's own on its last link first.</summary>
    private SharingSettings Sharing(NodePlan node, SharingPlan? plan)
    {
        IReadOnlyList<SubscriberRange> subscribers = [.. InsideAddresses.Of(variant.Nodes, variant.Population).Select(each => each.Range)];
        return plan is null || node.IsCpe
            ? new SharingSettings { Subscribers = subscribers }
            : plan.Settings with { Addresses = [node.Interfaces[^1].V4, .. plan.Settings.Addresses], Subscribers = subscribers };
    }

    /// <summary>A flow that names other uplinks than all, or another order of them, has its own port by which the CPE knows it.</summary>
    private Dictionary<ushort, UplinkUse> UplinksToPort(NodePlan node) => variant.Flows
        .Where(flow => flow.ViaNode == node.Id && flow.LanLink is not null && !flow.Via.SequenceEqual(node.Proxy!.Uplinks))
        .ToDictionary(flow => _subjects.PortOf(flow.Id).First, flow => new UplinkUse(flow.Via, Clamped(stacks.Of(node, flow.Via, speaksMptcp: true), node.Proxy!.MssClamp)));

    /// <summary>The MSS that an end announces follows from its MTU, which a smaller segment makes smaller.</summary>
    private static HostSettings Clamped(HostSettings settings, ByteCount? mss) => mss is not { } largest ? settings : settings with
    {
        Tcp = settings.Tcp with { Mtu = (int)Math.Min(settings.Tcp.Mtu, largest.Bytes + Segment.HeaderLength) },
    };

    /// <summary>A balancer's pool.</summary>
    public BalancerSettings Pool(NodePlan balancer, PoolPlan plan) => new()
    {
        PoolLinks = [.. balancer.Interfaces.Select(face => face.Link).Where(link => variant.Node(variant.Link(link).OtherEnd(balancer.Id)) is { Kind: NodeKind.Proxy, IsCpe: false })],
        Method = plan.Method switch
        {
            BalancingMethod.Token => BalancerMethod.Token,
            BalancingMethod.ConsistentHash => BalancerMethod.ConsistentHash,
            _ => BalancerMethod.Hash,
        },
        FacesUes = plan.FacesUes,
        Tracks = plan.Track,
        Members = [.. plan.Members.Select(member => new PoolMember(member.Link, member.From ?? Instant.Zero, member.Drains ?? member.Until ?? Instant.Never, member.Until ?? Instant.Never)
        {
            Addresses = [.. variant.Node(member.Proxy).Interfaces.SelectMany(face => face.Addresses)],
        })],
    };

    /// <summary>The place of a proxy in a pool whose balancer goes by tokens.</summary>
    private (int Place, int Of)? TokenShare(string proxy)
    {
        foreach (var pool in variant.Nodes.Select(node => node.Pool).OfType<PoolPlan>().Where(pool => pool is { Method: BalancingMethod.Token, FacesUes: true }))
        {
            if (pool.Members.Index().FirstOrDefault(each => each.Item.Proxy == proxy) is { Item: not null } found)
            {
                return (found.Index, pool.Members.Count);
            }
        }

        return null;
    }

    /// <summary>A proxy does what some flow asks of it.</summary>
    private ProxyServices Services(NodePlan node, ProxyServicePlan plan)
    {
        HashSet<ProxyProtocol> asked = [.. variant.Flows.Where(flow => flow.Proxy?.Proxy == node.Id).Select(flow => flow.Proxy!.Protocol)];
        return new ProxyServices
        {
            ConvertPort = asked.Contains(ProxyProtocol.Convert) ? (ushort)plan.ConvertPort : null,
            RequiresCookie = plan.ConvertCookies,
            TakesLateMessages = plan.LateMessages,
            SocksPort = asked.Contains(ProxyProtocol.Socks5) ? (ushort)plan.SocksPort : null,
            Credentials = plan.SocksPassword ? AddressedProxies.Credentials : null,
            PlainMode = asked.Contains(ProxyProtocol.PlainMode),

            // One path is enough toward a server that is asked what it speaks.
            TowardMServer = Clamped(stacks.Of(node, [], speaksMptcp: true), variant.Node(node.Id).Proxy!.MssClamp),
        };
    }

    private static ProcessingCosts? Costs(ProxyCostPlan? plan) => plan is null ? null : new ProcessingCosts
    {
        Cores = plan.Cores,
        Forward = plan.Forward,
        Terminate = plan.Terminate,
        Session = plan.Session,
        Join = plan.Join,
        Crypto = plan.Crypto,
        Refuse = plan.Refuse,
        QueueLimit = plan.Queue,
        SessionMemory = plan.SessionMemory.Bytes,
        Memory = plan.Memory?.Bytes,
        Sessions = plan.Sessions,
        AdmitBelow = plan.AdmitBelow?.Value,
    };

    private SessionLimit Limit(SessionLimitPlan plan) => new()
    {
        Name = plan.Name,
        Subscribers = _subjects.Subscribers(plan.Subscribers),
        Ports = _subjects.Ports(plan.Flows, plan.Ports),
        SessionsPerUe = plan.SessionsPerUe,
        SessionsPerServer = plan.SessionsPerServer,
        SubflowsPerSession = plan.SubflowsPerSession,
        RatePerSession = new DirectedRate(plan.RatePerSession.Up, plan.RatePerSession.Down),
        RatePerUe = new DirectedRate(plan.RatePerUe.Up, plan.RatePerUe.Down),
        Burst = plan.Burst?.Bytes ?? new SessionLimit { Name = plan.Name }.Burst,
    };

    private PoolingRule Pooling(NodePlan node, PoolingRulePlan plan)
    {
        var scheduler = stacks.Scheduler(node, plan.Mptcp);
        return new PoolingRule
        {
            Name = plan.Name,
            Subscribers = _subjects.Subscribers(plan.Subscribers),
            Ports = _subjects.Ports(plan.Flows, plan.Ports),
            Applied = settings => settings with { Mptcp = settings.Mptcp with { Scheduler = scheduler, StaleLossCount = plan.Mptcp.StaleLossCount } },
        };
    }

    private ProxyRule Rule(ProxyRulePlan plan) => new()
    {
        Name = plan.Name,
        Treatment = plan.Action switch
        {
            ProxyAction.TakeOver => SessionTreatment.TakeOver,
            ProxyAction.Transparent => SessionTreatment.Transparent,
            _ => SessionTreatment.Pass,
        },
        Subscribers = _subjects.Subscribers(plan.Subscribers),
        Servers = plan.Servers.Count == 0 && plan.ServerPrefix is null ? null : [.. plan.Servers.SelectMany(_subjects.AddressesOf), .. PrefixOf(plan)],
        Ports = _subjects.Ports(plan.Flows, plan.Ports),
        Capability = plan.Capability switch
        {
            LearntCapability.Mptcp => ServerCapability.Mptcp,
            LearntCapability.Tcp => ServerCapability.Tcp,
            LearntCapability.Unknown => ServerCapability.Unknown,
            _ => null,
        },
        Access = plan.Access,
        QuotaIsUsedUp = plan.QuotaIsUsedUp,
        SessionsAtLeast = plan.SessionsAtLeast,
        SessionsBelow = plan.SessionsBelow,
        From = plan.From ?? Instant.Zero,
        Until = plan.Until ?? Instant.Never,
    };

    private static AddressPrefix[] PrefixOf(ProxyRulePlan plan) => plan.ServerPrefix is { } prefix ? [new AddressPrefix(prefix.Address, prefix.Length)] : [];
}
