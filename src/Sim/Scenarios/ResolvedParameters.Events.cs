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

    private void AddFailure(string path, ProxyFailurePlan failure)
    {
        var keys = _keys.Node.Failure;
        Add(path, keys.Standby, failure.Kind);
        if (failure.Kind != ProxyStandby.None)
        {
            Add(path, keys.Detection, failure.Detection);
            Add(path, keys.ReplicationRate, failure.ReplicationRate);
            Add(path, keys.ReplicationDelay, failure.ReplicationDelay);
        }

        Add(path, keys.WhileDown, failure.PassesWhileDown);
        Add(path, keys.AfterCrash, failure.ResetsOrphans);
    }

    private void AddProxyEvents(IReadOnlyList<ProxyEventPlan> events, int before)
    {
        foreach (var (index, change) in events.Index())
        {
            var path = $"events.{before + index}";
            Add(path, _keys.Node.Failure.At, change.At);
            Add(path, _keys.Node.Failure.Node, change.Node);
            Add(path, _keys.Node.Failure.State, change.Crashes);
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
