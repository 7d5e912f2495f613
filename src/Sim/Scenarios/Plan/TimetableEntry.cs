using Mpsim.Models.Units;

namespace Mpsim.Scenarios.Plan;

/// <summary>A window of time in which a node's packet scheduler is another.</summary>
/// <param name="From">The first instant.</param>
/// <param name="Until">The first instant after it; the end of time when the file does not say.</param>
/// <param name="Scheduler">A name of <see cref="Scenarios.PluginNames.Schedulers"/>.</param>
/// <param name="Weights">As those of the node.</param>
/// <param name="Priority">As that of the node.</param>
public sealed record TimetableEntry(Instant From, Instant Until, string Scheduler, IReadOnlyList<PathWeight> Weights, IReadOnlyList<string> Priority);
