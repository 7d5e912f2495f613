using Mpsim.Measuring;
using Mpsim.Models.Apps;
using Mpsim.Models.Hosts;
using Mpsim.Models.Kernel;
using Mpsim.Models.Network;
using Mpsim.Models.Steering;
using Mpsim.Models.Units;
using Mpsim.Models.Wire;
using Mpsim.Scenarios.Plan;

namespace Mpsim.Assembly;

/// <summary>Makes the flows: an application at both ends, a port of its own, and the sockets' settings as far as the flow restricts them.</summary>
internal sealed class FlowAssembly(VariantPlan variant, Scheduler scheduler, StreamLedger ledger, FlowRecorder recorder, RandomStreams streams, AddressTranslation translation, IReadOnlyDictionary<string, Node> nodes, TariffAssembly tariffs)
{
    /// <summary>The first flow's port; each flow listens on its own, so that a port names the flow everywhere on the way.</summary>
    public const ushort FirstPort = 5001;

    private readonly StackSettings _stacks = new(variant, () => scheduler.Now) { Tariffs = tariffs };
    private readonly AddressedProxies _proxies = new(variant);

    /// <summary>Told of each connection, with the host that has opened it and the server that is meant.</summary>
    public Action<Host, ProtocolSocket, Endpoint> Opened { get; init; } = static (_, _, _) => { };

    /// <summary>Adds a flow, whose first connection opens when the run begins.</summary>
    /// <param name="plan">The flow.</param>
    /// <param name="port">Port at the accepting end.</param>
    /// <param name="opener">The host that opens the connections.</param>
    /// <param name="acceptor">The host that accepts them.</param>
    public FlowTrace Add(FlowPlan plan, ushort port, Host opener, Host acceptor)
    {
        var record = recorder.Add(plan.Id);
        var flow = Create(plan, record);
        var isBehindCpe = plan.LanLink is not null;
        var openerHasPaths = isBehindCpe || plan.ViaNode == plan.OpenedBy;
        var openerSends = plan.Transfer == TransferKind.Bulk && plan.From == plan.OpenedBy;
        var (openerPlan, acceptorPlan) = (variant.Node(plan.OpenedBy), variant.Node(plan.Other));
        var openerSettings = _stacks.Of(openerPlan, openerHasPaths && !isBehindCpe ? plan.Via : null, plan.Mptcp && openerPlan.Mptcp.Enabled) with { Dscp = (byte)plan.Dscp };
        var acceptorSettings = _stacks.Of(acceptorPlan, openerHasPaths ? null : plan.Via, acceptorPlan.Mptcp.Enabled);
        var (openerLink, acceptorLink) = openerHasPaths ? (plan.LanLink ?? plan.Via[0], plan.OtherLink) : (plan.OtherLink, plan.Via[0]);
        var local = openerPlan.InterfaceOn(openerLink).AddressOf(plan.Family);
        var remote = AddressSeenBy(plan.OpenedBy, acceptorPlan, acceptorLink, plan.Family);
        var passing = isBehindCpe ? Passing(plan, local, remote, acceptor, openerSends) : [];
        var trace = new FlowTrace(record, [.. Paths(plan), .. passing], openerHasPaths, openerSends, translation) { TellsJoins = variant.HasProxyOffPath, Cpe = isBehindCpe ? plan.ViaNode : null };

        var steering = _proxies.Of(plan);
        acceptor.Listen(port, socket => Accept(flow, trace, socket), acceptorSettings);
        flow.Start(owner => Open(opener, UsableAddress(opener, openerPlan, plan, local), new Endpoint(remote, port), owner, openerSettings, flow.OpenerWritesFirst, trace, steering));
        return trace;
    }

    /// <summary>Adds a flow of a class of subscribers, each of whom opens as many connections as a single host would.</summary>
    /// <param name="plan">The flow.</param>
    /// <param name="port">Port at the accepting end.</param>
    /// <param name="openers">The class.</param>
    /// <param name="subscribers">Its subscribers.</param>
    /// <param name="acceptor">The host that accepts the connections.</param>
    public FlowTrace AddOfClass(FlowPlan plan, ushort port, SubscriberClassPlan openers, IReadOnlyList<Subscriber> subscribers, Host acceptor)
    {
        var record = recorder.Add(plan.Id);
        var flow = Create(plan, record, Math.Max(1, subscribers.Count));
        List<(string Link, IpAddress Address)> paths = [.. openers.Template.Interfaces.Where(face => plan.Via.Contains(face.Link)).Select(face => (face.Link, face.V4))];
        var trace = new FlowTrace(record, paths, openerHasPaths: true, plan.Transfer == TransferKind.Bulk && plan.From == plan.OpenedBy, translation, SubscriberClassPlan.NetworkLength) { TellsJoins = variant.HasProxyOffPath };
        var acceptorPlan = variant.Node(plan.Other);
        var remote = new Endpoint(AddressSeenBy(openers.Attach, acceptorPlan, plan.OtherLink, plan.Family), port);

        acceptor.Listen(port, socket => Accept(flow, trace, socket), _stacks.Of(acceptorPlan, null, acceptorPlan.Mptcp.Enabled));
        if (subscribers.Count > 0)
        {
            var steering = _proxies.Of(plan);
            var turns = new SubscriberTurns(plan, subscribers, _stacks, plan.Arrivals is { Poisson: true } ? streams.Create($"flow/{plan.Id}/subscribers") : null);
            flow.Start(owner =>
            {
                var (host, local, settings) = turns.Next();
                return Open(host, local, remote, owner, settings, flow.OpenerWritesFirst, trace, steering);
            });
        }

        return trace;
    }

    /// <summary>Where connections of a flow are opened to, as somebody elsewhere sees it.</summary>
    public Endpoint TargetOf(FlowPlan plan, ushort port, string seenBy)
    {
        var link = variant.Class(plan.OpenedBy) is not null || plan.LanLink is not null || plan.ViaNode == plan.OpenedBy ? plan.OtherLink : plan.Via[0];
        return new Endpoint(AddressSeenBy(seenBy, variant.Node(plan.Other), link, plan.Family), port);
    }

    /// <summary>An acceptor behind a NAPT that forwards to it has that one's address for those outside.</summary>
    private IpAddress AddressSeenBy(string opener, NodePlan acceptor, string link, IpFamilies family)
    {
        var own = acceptor.InterfaceOn(link).AddressOf(family);
        return family == IpFamilies.V6 ? own : NaptSite.Of(variant.Nodes, variant.Links)
            .FirstOrDefault(napt => napt.Forward == acceptor.Id && napt.Hides(acceptor.Id, link, opener, variant.Nodes, variant.Links))?.Address ?? own;
    }

    /// <summary>The address from which a connection is opened: of the flow's links the first whose interface is up, as a host has no route by one that is down.</summary>
    private static IpAddress UsableAddress(Host opener, NodePlan node, FlowPlan plan, IpAddress initial) => plan.ViaNode != plan.OpenedBy ? initial : plan.Via
        .Select(link => node.InterfaceOn(link).AddressOf(plan.Family))
        .FirstOrDefault(address => !address.IsNone && opener.FindInterface(address) is { IsUp: true }, initial);

    private static void Accept(Flow flow, FlowTrace trace, StreamSocket socket)
    {
        trace.OnAccepted(socket);
        flow.OnAccept(socket);
    }

    private StreamSocket? Open(Host opener, IpAddress local, Endpoint remote, SocketOwner owner, HostSettings settings, bool writesFirst, FlowTrace trace, SteeringSettings? steering)
    {
        if (!opener.HasFreePort(local, remote) || (steering is not null && !opener.HasFreePort(local, steering.Proxy)))
        {
            return null;
        }

        if (steering is not null)
        {
            var request = new SteeringRequest(steering, local, remote, settings, writesFirst, opened => OnOpened(opener, trace, opened, remote));
            return _proxies.ClientOf(opener).Connect(request, owner);
        }

        var socket = writesFirst ? opener.ConnectToWrite(local, remote, owner, settings) : opener.Connect(local, remote, owner, settings);
        OnOpened(opener, trace, socket, remote);
        return socket;
    }

    private void OnOpened(Host opener, FlowTrace trace, ProtocolSocket socket, Endpoint server)
    {
        trace.OnOpened(socket, server, opener.Scheduler.Now);
        Opened(opener, socket, server);
    }

    /// <summary>Where the data go of a session that the CPE lets pass: the routes decide, and it bears the UE's address.</summary>
    private IEnumerable<(string Link, IpAddress Address)> Passing(FlowPlan plan, IpAddress ue, IpAddress server, Host acceptor, bool openerSends)
    {
        var cpe = nodes[plan.ViaNode];
        var link = openerSends ? PassingLink.From(cpe, ue, server) : PassingLink.To(cpe, acceptor, server, ue);
        return link is not null && plan.Via.Contains(link) ? [(link, ue)] : [];
    }

    /// <summary>The addresses of links in the order of the file, whatever path is the initial one, so that all flows and variants agree.</summary>
    private List<(string Link, IpAddress Address)> Paths(FlowPlan plan) =>
        [.. variant.Node(plan.ViaNode).Interfaces.Where(face => plan.Via.Contains(face.Link)).SelectMany(face => face.Addresses.Select(address => (face.Link, address)))];

    /// <param name="plan">The flow.</param>
    /// <param name="record">What becomes of it.</param>
    /// <param name="openers">How many hosts open connections, each as often as the plan says.</param>
    private Flow Create(FlowPlan plan, FlowRecord record, int openers = 1)
    {
        var arrivals = ArrivalProcess.Several(Arrivals(plan, openers), plan.Connections);
        var persistence = new Persistence(plan.GiveUpAfter, plan.Retries);
        var sizes = new SizeDraws(streams, $"flow/{plan.Id}/sizes");
        if (plan.Transfer == TransferKind.RequestResponse)
        {
            return new RequestFlow(scheduler, ledger, record, arrivals, new RequestPlan
            {
                RequestLength = sizes.Of(plan.Request!),
                ResponseLength = sizes.Of(plan.Response!),
            })
            { Persistence = persistence };
        }

        return new BulkFlow(scheduler, ledger, record, arrivals, new BulkPlan
        {
            OpenerSends = plan.From == plan.OpenedBy,
            Length = plan.Size is { } size ? sizes.Of(size) : SizeSource.Unbounded,
            StopAfter = plan.Time,
        })
        { Persistence = persistence };
    }

    // The sum of independent Poisson processes is one, and regular openings of many are spread evenly over the gap.
    private ArrivalProcess Arrivals(FlowPlan plan, int openers)
    {
        if (plan.Arrivals is not { } arrivals)
        {
            return ArrivalProcess.At(plan.Start, openers);
        }

        var count = (arrivals.Count ?? long.MaxValue / openers) * openers;
        var gap = new Duration(Math.Max(1, arrivals.Gap.Nanoseconds / openers));
        return arrivals.Poisson
            ? ArrivalProcess.Poisson(plan.Start, gap, arrivals.Until, streams.Create($"flow/{plan.Id}/arrivals"), count)
            : ArrivalProcess.Every(plan.Start, gap, arrivals.Until, count);
    }

    /// <summary>The sizes of one flow, drawn from one stream of chance in the order in which connections ask.</summary>
    private sealed class SizeDraws(RandomStreams streams, string name)
    {
        private RandomStream? _chance;

        public SizeSource Of(SizePlan plan) => plan switch
        {
            ConstantSize constant => SizeSource.Constant(constant.Size.Bytes),
            ExponentialSize exponential => SizeSource.Exponential(exponential.Mean.Bytes, Chance()),
            EmpiricalSize empirical => SizeSource.Empirical(new EmpiricalDistribution(empirical.Points.Select(point => (point.Value, point.UpTo.Value))), Chance()),
            UniformSize uniform => SizeSource.Uniform(uniform.Smallest.Bytes, uniform.Largest.Bytes, Chance()),
            _ => throw new ArgumentOutOfRangeException(nameof(plan), plan, "unknown distribution of sizes"),
        };

        private RandomStream Chance() => _chance ??= streams.Create(name);
    }
}
