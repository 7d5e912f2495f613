namespace Mpsim.Models.Mptcp.Scheduling;

/// <summary>A packet scheduler that a scenario can name.</summary>
/// <param name="Name">Name as in a scenario.</param>
/// <param name="Description">One line for the reference.</param>
/// <param name="Create">Makes one for a connection, given the weight of each subflow.</param>
public sealed record PacketSchedulerEntry(string Name, string Description, Func<Func<Subflow, int>, PacketScheduler> Create);

/// <summary>All packet schedulers; scenario keys, error hints and the reference come from here.</summary>
public static class PacketSchedulers
{
    public static readonly IReadOnlyList<PacketSchedulerEntry> All =
    [
        new("lowest-rtt", "the subflow with the smallest smoothed round-trip time whose window is open", _ => LowestRttScheduler.Shared),
        new("round-robin", "the subflows in turn, a segment each", _ => new RoundRobinScheduler()),
        new("weighted", "in proportion to the weights given per link", weightOf => new WeightedScheduler(weightOf)),
    ];

    public static IReadOnlyList<string> Names { get; } = [.. All.Select(entry => entry.Name)];

    /// <returns>Null when there is none of that name.</returns>
    public static PacketSchedulerEntry? Find(string name) => All.FirstOrDefault(entry => entry.Name == name);
}
