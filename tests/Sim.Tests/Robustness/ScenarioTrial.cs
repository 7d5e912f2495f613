using Mpsim.Assembly;
using Mpsim.Models.Apps;
using Mpsim.Models.Hosts;
using Mpsim.Models.Units;
using Mpsim.Output;
using Mpsim.Running;
using Mpsim.Scenarios;
using Mpsim.Scenarios.Plan;

namespace Mpsim.Sim.Tests.Robustness;

/// <summary>
/// Reads a scenario, runs it, and judges the run. Broken invariants (bytes lost or repeated, packets unaccounted for) throw by
/// themselves; here it is asked whether everything that could end has ended.
/// </summary>
internal static class ScenarioTrial
{
    /// <summary>Far above what any of these scenarios needs: two ends that answer each other forever are found, not waited for.</summary>
    private const long MostEvents = 30_000_000;

    /// <summary>More than the longest time between two retransmissions.</summary>
    private static readonly Duration LongestPause = Duration.FromSeconds(300);

    /// <summary>Seven SYNs in vain: 1, 2, 4, ... 64 s (Linux: net.ipv4.tcp_syn_retries = 6).</summary>
    private static readonly Duration AllSynRetries = Duration.FromSeconds(127);

    /// <summary>Six SYN/ACKs in vain: 1, 2, 4, ... 32 s (Linux: net.ipv4.tcp_synack_retries = 5).</summary>
    private static readonly Duration AllSynAckRetries = Duration.FromSeconds(63);

    /// <summary>Runs a scenario once.</summary>
    public static void Run(RandomScenario scenario) => Run(scenario, thenRepeat: false);

    /// <summary>Runs a scenario, and again as the program does, with time series and results on disk.</summary>
    public static void RunTwice(RandomScenario scenario) => Run(scenario, thenRepeat: true);

    private static void Run(RandomScenario scenario, bool thenRepeat)
    {
        using var folder = new TemporaryFolder();
        var reading = ScenarioReader.Read(scenario.WriteTo(folder.Path), [], PluginNames.BuiltIn);
        Assert.Empty(reading.Errors);
        var plan = reading.Plan!;
        var traces = TraceLibrary.Load(plan);
        var simulation = new Simulation(plan.Base, traces, plan.Seed, run: 1, sampleInterval: null);
        var result = simulation.Run(() => simulation.Scheduler.EventsExecuted > MostEvents);
        Assert.True(result.Completed, $"more than {MostEvents} events, at {simulation.Scheduler.Now}");
        Judge(plan.Base, simulation);
        if (thenRepeat)
        {
            Repeat(plan, traces, result.Fingerprint, folder["results"]);
        }
    }

    private static void Repeat(ScenarioPlan plan, TraceLibrary traces, ulong fingerprint, string folder)
    {
        var result = new ScenarioRunner(plan, traces).Run(jobs: 1, [], interruption: TestContext.Current.CancellationToken);
        Assert.Equal(fingerprint, Assert.Single(result.Runs).Fingerprint);
        ResultFolder.Write(result, folder);
    }

    /// <summary>Less than the time in which SYNs with MPTCP are repeated, after which one goes without.</summary>
    private static Duration TimeToFallBack(VariantPlan variant) =>
        Duration.FromSeconds((2 << variant.Nodes.Where(node => node.Mptcp.Enabled).Select(node => node.Mptcp.SynRepeatsBeforeFallback).DefaultIfEmpty(2).Min()) - 1.1);

    private static void Judge(VariantPlan variant, Simulation simulation)
    {
        var prospects = new Prospects(variant, simulation.Flows.Any(flow => flow.Connections.Any(connection => connection.HandshakeTime > TimeToFallBack(variant))));
        foreach (var (flow, record) in variant.Flows.Zip(simulation.Flows))
        {
            foreach (var connection in record.Connections.Where(connection => !prospects.MayFail(flow, connection) && !FoundNoRoom(connection, simulation) && !IsUnknownToAcceptor(connection, variant) && !IsStarved(connection, simulation)))
            {
                Judge(connection, simulation.Scheduler.Now);
            }

            if (!prospects.MayCloseUnseen(flow) && record.Connections.All(connection => connection.IsComplete && !prospects.MayFail(flow, connection)))
            {
                JudgeStreams(flow, simulation.Ledger);
            }
        }
    }

    /// <summary>
    /// A queue of a few packets that other connections keep full may drop a SYN and all its repetitions, which come at fixed times,
    /// or every answer to the SYN/ACKs: then the end that only waits for data never learns that the other has given up. The network's
    /// doing, as long as every repetition was sent. Data that get through later are answered by RST.
    /// </summary>
    private static bool FoundNoRoom(ConnectionRecord connection, Simulation simulation)
    {
        var hasCompany = simulation.Flows.Sum(flow => flow.Connections.Count) > 1 && simulation.PacketsDroppedByQueues > 0;
        return hasCompany && connection.Bytes == 0 && (connection.EstablishedAt == Instant.Never
            ? connection.Abortion == AbortReason.TimedOut && connection.AbortedAt - connection.OpenedAt >= AllSynRetries
            : connection.Abortion is null ? simulation.Scheduler.Now - connection.EstablishedAt >= AllSynRetries
                : connection.Abortion == AbortReason.Reset && connection.AbortedAt - connection.EstablishedAt >= AllSynAckRetries);
    }

    /// <summary>
    /// The same where the opener only waits, and its acknowledgements of the SYN/ACKs were lost in an outage of the path, but for one or
    /// two, which a lossy link may take.
    /// </summary>
    private static bool IsUnknownToAcceptor(ConnectionRecord connection, VariantPlan variant) =>
        connection.Bytes == 0 && connection.EstablishedAt != Instant.Never && connection.Abortion is null
        && variant.Links.Any(link => link.Down.Loss is not null || link.Up.Loss is not null)
        && variant.Events.Any(change => change.Working == false && change.At >= connection.EstablishedAt && change.At - connection.EstablishedAt <= AllSynAckRetries);

    /// <summary>Others still fill the queues at the end of a run that is too short for them all, and one may lose a retransmission to them time and again.</summary>
    private static bool IsStarved(ConnectionRecord connection, Simulation simulation) =>
        connection.Abortion is null && simulation.PacketsDroppedByQueues > 0
        && simulation.Flows.Any(flow => flow.Connections.Any(other => other != connection && other.LastByteAt != Instant.Never && simulation.Scheduler.Now - other.LastByteAt < LongestPause));

    private static void Judge(ConnectionRecord connection, Instant end)
    {
        Assert.True(connection.Abortion is null, $"{connection} was aborted at {connection.AbortedAt}: {connection.Abortion}");
        var last = connection.LastByteAt == Instant.Never ? connection.OpenedAt : connection.LastByteAt;
        Assert.True(connection.IsComplete || end - last < LongestPause, $"{connection} is stuck since {last} after {connection.Bytes} bytes");
    }

    /// <summary>
    /// Where every transfer is complete, every connection must have closed in order at both ends. Of a stream without a byte, which
    /// a time limit may bring about, the receiver does not know which one it is; and what answers a request that a SYN has brought once more goes to nobody.
    /// </summary>
    private static bool HasRepetitions(StreamEntry answer, StreamLedger ledger) =>
        answer.Connection is { } connection && ledger.Streams.Any(request => request.Connection == connection && request.Receivers > 1);

    private static void JudgeStreams(FlowPlan flow, StreamLedger ledger)
    {
        foreach (var stream in ledger.Streams.Where(stream => stream.Label.Split(' ')[0] == flow.Id && stream.Written > 0 && !(stream.Receivers == 0 && HasRepetitions(stream, ledger))))
        {
            Assert.True(stream.ClosedByOrigin && stream.ClosedByReceiver,
                $"{stream} is complete but not closed: origin {stream.ClosedByOrigin}, receiver {stream.ClosedByReceiver}");
        }
    }
}
