using Mpsim.Scenarios.Plan;

namespace Mpsim.Scenarios;

// Events that are not those of links, and what flows do when something has failed.
public sealed partial class ResolvedParameters
{
    private void AddPersistence(string path, FlowPlan flow)
    {
        if (flow.GiveUpAfter is { } patience)
        {
            Add(path, _keys.Flow.GiveUpAfter, patience);
        }

        if (flow.Retries > 0)
        {
            Add(path, _keys.Flow.Retries, flow.Retries);
        }
    }

    /// <param name="events">The events.</param>
    /// <param name="before">How many of other kinds are written before them.</param>
    private void AddNaptEvents(IReadOnlyList<NaptEventPlan> events, int before)
    {
        foreach (var (index, change) in events.Index())
        {
            var path = $"events.{before + index}";
            Add(path, _keys.NaptEvent.At, change.At);
            Add(path, _keys.NaptEvent.Napt, change.Napt);
            Add(path, _keys.NaptEvent.Address, change.Address);
        }
    }
}
