using Mpsim.Models.Kernel;

namespace Mpsim.Models.Network.Queues;

/// <summary>The queue disciplines of links by name: scenario keys, reference pages and error hints come from here.</summary>
public static class QueueDisciplines
{
    /// <summary>All disciplines in the order of the reference page; the first is the default.</summary>
    public static readonly IReadOnlyList<QueueAlgorithm> All =
    [
        new("drop-tail", "first come, first served; what is over the limit is dropped", QueueParameters.None, null),
        new("red", "Random Early Detection (Floyd and Jacobson 1993) in its gentle form", QueueParameters.Ecn | QueueParameters.Thresholds,
            (options, chance) => new Red(options, chance)),
        new("codel", "CoDel (RFC 8289): drops at the head while the delay stays above a target", QueueParameters.Ecn | QueueParameters.Target | QueueParameters.Interval,
            (options, _) => new CoDel(options)),
        new("fq-codel", "FQ-CoDel (RFC 8290): flows take turns, each under CoDel",
            QueueParameters.Ecn | QueueParameters.Target | QueueParameters.Interval | QueueParameters.Fairness,
            (options, chance) => new FqCoDel(options, chance)),
        new("pie", "PIE (RFC 8033): drops arrivals with a probability that controls the delay", QueueParameters.Ecn | QueueParameters.Target | QueueParameters.Burst,
            (options, chance) => new Pie(options, chance)),
        new("priority", "strict priority by the class of the packet's DSCP", QueueParameters.None, (options, _) => new StrictPriority(options)),
    ];

    /// <summary>The names a scenario may use.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. All.Select(algorithm => algorithm.Name)];

    /// <returns>Null when there is none of that name.</returns>
    public static QueueAlgorithm? Find(string name) => All.FirstOrDefault(algorithm => algorithm.Name == name);
}

/// <summary>One queue discipline that a scenario may name.</summary>
/// <param name="Name">Key in a scenario.</param>
/// <param name="Description">One line for the reference pages.</param>
/// <param name="Parameters">What it has besides the limit.</param>
/// <param name="Create">Makes the discipline of one direction of a link, with a stream of chance of its own; null for drop-tail, which a link does by itself.</param>
public sealed record QueueAlgorithm(string Name, string Description, QueueParameters Parameters, Func<QueueOptions, RandomStream, QueueDiscipline>? Create);
