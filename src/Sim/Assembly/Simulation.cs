using System.Threading;
using Mpsim.Captures;
using Mpsim.Measuring;
using Mpsim.Models.Apps;
using Mpsim.Models.Kernel;
using Mpsim.Models.Network;
using Mpsim.Models.Network.Middleboxes;
using Mpsim.Models.Probes;
using Mpsim.Models.Proxy;
using Mpsim.Models.Units;
using Mpsim.Models.Wire;
using Mpsim.Results;
using Mpsim.Scenarios.Plan;

namespace Mpsim.Assembly;

/// <summary>
/// One run of one variant, made from its plan: one plan, one seed, one run number, one result. Owns all it is made of and shares
/// only what never changes, so that runs go side by side.
/// </summary>
public sealed class Simulation
{
    private readonly VariantPlan _variant;
    private readonly RandomStreams _streams;
    private readonly NetworkAssembly _network;
    private readonly EventLog _log = new();
    private readonly FlowRecorder _recorder = new();
    private readonly List<FlowTrace> _flows = [];
    private readonly Sampler? _sampler;
    private readonly IReadOnlyList<SharedAddresses> _shared;
    private readonly Duration _sampleInterval;

    /// <param name="variant">What to simulate.</param>
    /// <param name="traces">The traces that it names.</param>
    /// <param name="seed">Seed of the scenario.</param>
    /// <param name="run">Number of the replication, from 1.</param>
    /// <param name="sampleInterval">Spacing of the time series; null for none.</param>
    /// <param name="captures">Takes the packets of the links that are to be captured; null for none. The caller finishes it.</param>
    /// <param name="interruption">Ends the making of a large population.</param>
    /// <exception cref="OperationCanceledException">It was interrupted before all was made.</exception>
    public Simulation(VariantPlan variant, TraceLibrary traces, ulong seed, int run, Duration? sampleInterval, RunCapture? captures = null, CancellationToken interruption = default)
    {
        _variant = variant;
        _streams = new RandomStreams(seed, run);
        Scheduler.Fingerprint = new Fingerprint();
        Ledger.Literals = Pool.Literals;
        if (captures is not null)
        {
            captures.Literals = Pool.Literals;
        }

        _network = new NetworkAssembly(variant, traces, _streams, Scheduler, Pool, _log, Ledger, captures, interruption);
        _ = new ScriptedEvents(Scheduler, variant.Events, _network.EndsOfLink, _log, _network.Accesses.Change);
        _ = new ScriptedCrashes(Scheduler, variant.ProxyEvents, _network.Site);
        AddFlows();
        _shared = SharedAddresses.Of(_network.Middleboxes, _network.Working);
        _sampleInterval = sampleInterval ?? variant.Duration;
        _sampler = sampleInterval is null ? null : new Sampler(_flows, _network.Links, _network.Working, _shared);
    }

    public Scheduler Scheduler { get; } = new();

    public PacketPool Pool { get; } = new();

    public StreamLedger Ledger { get; } = new();

    /// <summary>What became of each flow so far, in the order of the scenario.</summary>
    public IReadOnlyList<FlowRecord> Flows => _recorder.Flows;

    /// <summary>The sockets of each flow's connections; those that are over are let go of with each sample.</summary>
    internal IReadOnlyList<FlowTrace> Traces => _flows;

    /// <summary>Packets delivered by all links so far.</summary>
    public long PacketHops => _network.AllLinks.Sum(link => link.Delivered.Packets);

    /// <summary>Packets that full queues of links and proxies have turned away so far.</summary>
    public long PacketsDroppedByQueues => _network.AllLinks.Sum(link => link.DroppedByQueue.Packets) + _network.Proxies.Sum(proxy => proxy.Processor?.Dropped.Packets ?? 0);

    private Instant End => Instant.Zero + _variant.Duration;

    /// <summary>Runs to the end of the simulated time.</summary>
    /// <param name="isCancelled">Asked every now and then; true ends the run with what there is so far.</param>
    /// <param name="progress">Told the simulated time and the events executed, once per sample.</param>
    /// <exception cref="InvariantViolation">The model contradicted itself.</exception>
    public RunResult Run(Func<bool>? isCancelled = null, Action<Instant, long>? progress = null)
    {
        // The scheduler asks only every few thousand events, which a short interval may not have.
        var completed = false;
        while (!completed && isCancelled?.Invoke() != true)
        {
            completed = Scheduler.Run(Instant.Min(Scheduler.Now + _sampleInterval, End), isCancelled) != RunOutcome.Cancelled && Scheduler.Now == End;
            _sampler?.Sample(Scheduler.Now);
            progress?.Invoke(Scheduler.Now, Scheduler.EventsExecuted);
        }

        LogTotals();
        CheckAtEnd();
        return Result(completed);
    }

    private void AddFlows()
    {
        var assembly = new FlowAssembly(_variant, Scheduler, Ledger, _recorder, _streams, new AddressTranslation([.. _network.Middleboxes.SelectMany(chain => chain.Boxes).OfType<Napt>()], _network.Working), _network.Nodes, _network.Tariffs) { Opened = _network.Provisions.OnOpened };
        var byPort = new Dictionary<ushort, FlowTrace>();
        foreach (var (index, plan) in _variant.Flows.Index())
        {
            var port = (ushort)(FlowAssembly.FirstPort + index);
            var trace = _variant.Class(plan.OpenedBy) is { } openers
                ? assembly.AddOfClass(plan, port, openers, _network.Population[openers.Id], _network.Host(plan.Other))
                : assembly.Add(plan, port, _network.Host(plan.OpenedBy), _network.Host(plan.Other));
            _flows.Add(trace);
            byPort.Add(port, trace);
        }

        foreach (var attack in _variant.Attacks)
        {
            var (index, flow) = _variant.Flows.Index().First(each => each.Item.Id == attack.Flow);
            _network.Attacks.Add(attack, _network.Attacker(attack.From), assembly.TargetOf(flow, (ushort)(FlowAssembly.FirstPort + index), attack.From), flow.Family);
        }

        foreach (var proxy in _network.Proxies)
        {
            Observe(proxy, byPort);
        }

        foreach (var site in _network.Sites)
        {
            site.Activated = proxy => Observe(proxy, byPort);
            site.SessionDecided = (ue, server, isKept) => byPort.GetValueOrDefault(server.Port)?.OnCrash(ue, server, isKept);
            site.Replicated = (packet, octets) => FlowOf(packet, byPort)?.OnReplicated(octets);
            site.Released = (packet, wait) => FlowOf(packet, byPort)?.OnReleased(wait);
            site.Begin();
        }
    }

    private static void Observe(ProxyNode proxy, Dictionary<ushort, FlowTrace> byPort)
    {
        // A session that passes on its way to a proxy that a UE addresses has that proxy's port.
        proxy.RelayStarted = relay => byPort.GetValueOrDefault(relay.Upstream.Remote.Port)?.OnRelayed(relay);
        proxy.SessionSettled = (outcome, _, server) => byPort.GetValueOrDefault(server.Port)?.OnSessionSettled(outcome, proxy.HasLimits);

        // A client that addresses the proxy may join before it has said which server it means.
        proxy.SubflowRefused = (_, server) => byPort.GetValueOrDefault(server.Port)?.OnSubflowRefused();
    }

    private static FlowTrace? FlowOf(Packet packet, Dictionary<ushort, FlowTrace> byPort) =>
        byPort.GetValueOrDefault(packet.Destination.Port) ?? byPort.GetValueOrDefault(packet.Source.Port);

    private void LogTotals()
    {
        foreach (var box in _network.Middleboxes.SelectMany(chain => chain.Boxes))
        {
            _log.Record(Scheduler.Now, box.Entity, "middlebox-totals", box.Totals);
        }

        foreach (var end in _network.Tunnels)
        {
            _log.Record(Scheduler.Now, end.Name, "tunnel-totals", end.Totals);
        }

        foreach (var attack in _network.Attacks.Attacks)
        {
            _log.Record(Scheduler.Now, attack.Settings.Name, "attack-totals", attack.Totals);
        }

        foreach (var balancer in _network.Balancers)
        {
            _log.Record(Scheduler.Now, balancer.Name, "balancer-totals", balancer.Totals);
        }

        foreach (var proxy in _network.Proxies)
        {
            _log.Record(Scheduler.Now, proxy.Name, "proxy-totals", proxy.Totals);
        }

        foreach (var site in _network.Sites)
        {
            _log.Record(Scheduler.Now, site.Name, "proxy-totals", site.Totals);
        }
    }

    /// <summary>What must hold whenever a run ends: no byte is lost or made up, and every packet is where it can be told.</summary>
    private void CheckAtEnd()
    {
        Ledger.CheckAtEnd(Scheduler.Now);
        var inside = _network.AllLinks.Sum(link => link.PacketsInside) + _network.Middleboxes.Sum(chain => chain.PacketsHeld) + _network.Proxies.Sum(proxy => proxy.PacketsHeld) + _network.Sites.Sum(site => site.PacketsHeld) + _network.Tunnels.Sum(end => end.PacketsHeld);
        if (Pool.Outstanding != inside)
        {
            throw new InvariantViolation(Scheduler.Now, "packet pool", $"{Pool.Outstanding} packets are in use, but links, middleboxes, proxies and tunnels hold {inside}");
        }
    }

    private RunResult Result(bool completed) => new()
    {
        Variant = _variant.Name,
        Run = _streams.Run,
        Seed = _streams.Seed,
        Completed = completed,
        SimulatedTime = Scheduler.Now,
        EventsExecuted = Scheduler.EventsExecuted,
        PacketHops = PacketHops,
        Fingerprint = Scheduler.Fingerprint!.Value,
        Flows = [.. _flows.Select(flow => FlowResults.Of(flow, Scheduler.Now, _network.Tariffs.Of))],
        Proxies =
        [
            .. _network.Proxies.Select(proxy => ProxyResults.Of(proxy, _network.AllLinks, Scheduler.Now)),
            .. _network.Sites.Select(site => ProxyResults.Of(site.Latest, _network.AllLinks, Scheduler.Now, site, site.Replaced)),
        ],
        Ports = [.. _shared.Select(addresses => addresses.Result())],
        Subflows = _sampler?.Subflows ?? [],
        SubflowCount = _flows.Sum(flow => flow.SubflowCount),
        Samples = _sampler?.Table ?? new SampleTable(),

        // The sort is stable: of one instant, the models' own events come first, each in its order.
        Events = [.. _log.Events.Concat(_recorder.Flows.SelectMany(ConnectionEvents.Of)).OrderBy(logged => logged.Time)],
    };
}
