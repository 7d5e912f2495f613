namespace Mpsim.Models.Mptcp.Scheduling;

/// <summary>A packet scheduler that a scenario can name.</summary>
/// <param name="Name">Name as in a scenario.</param>
/// <param name="Description">One line for the reference.</param>
/// <param name="Create">Makes one for a connection.</param>
public sealed record PacketSchedulerEntry(string Name, string Description, Func<SchedulerOptions, PacketScheduler> Create);

/// <summary>All packet schedulers; scenario keys, error hints and the reference come from here.</summary>
public static class PacketSchedulers
{
    public static readonly IReadOnlyList<PacketSchedulerEntry> All =
    [
        new("lowest-rtt", "the subflow with the smallest smoothed round-trip time whose window is open", _ => LowestRttScheduler.Shared),
        new("round-robin", "the subflows in turn, a segment each", _ => new RoundRobinScheduler()),
        new("weighted", "in proportion to the weights given per link", options => new WeightedScheduler(options.WeightOf)),
        new("redundant", "every segment on every subflow, the first copy to arrive counts", _ => new RedundantScheduler()),
        new("blest", "as lowest-rtt, but a slower subflow is passed over where it would block the faster one at the send window (Ferlin 2016)", _ => new BlestScheduler()),
        new("ecf", "as lowest-rtt, but waits for the faster subflow where that completes earlier (Lim 2017)", _ => new EcfScheduler()),
        new("strict-priority", "the first subflow in the order of `priority` that is not full", options => new StrictPriorityScheduler(options.PlaceOf)),
        new("delay-threshold", "as lowest-rtt, among the subflows whose round-trip time does not exceed `delay_threshold`", options => new DelayThresholdScheduler(options.DelayThreshold)),
        new("smallest-delay", "only the subflow with the smallest smoothed round-trip time; data wait for it while its window is closed", _ => new SmallestDelayScheduler()),
        new("linux", "bursts of up to 64 KB to the subflow that will soonest have sent what it has (Linux 6.18)", _ => new LinuxScheduler()),
    ];

    public static IReadOnlyList<string> Names { get; } = [.. All.Select(entry => entry.Name)];

    /// <returns>Null when there is none of that name.</returns>
    public static PacketSchedulerEntry? Find(string name) => All.FirstOrDefault(entry => entry.Name == name);
}
