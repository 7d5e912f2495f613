using Mpsim.Scenarios.Keys;
using Mpsim.Scenarios.Yaml;

namespace Mpsim.Scenarios.Reading;

/// <summary>Finds settings of packet schedulers that the schedulers of a node do not ask for.</summary>
/// <param name="context">What all readers share.</param>
internal sealed class SchedulerSettings(ReadingContext context)
{
    private MptcpKeys Keys => context.Keys.Mptcp;

    /// <param name="mptcp">The node's MPTCP settings.</param>
    /// <param name="scheduler">The node's scheduler.</param>
    public void Check(MappingReader mptcp, string scheduler)
    {
        var windows = mptcp.Find(Keys.Timetable) is TreeSequence list ? list.Items.OfType<TreeMapping>().ToArray() : [];
        foreach (var (key, user) in new[] { (Keys.Weights, "weighted"), (Keys.Priority, "strict-priority"), ((Key)Keys.DelayThreshold, "delay-threshold") })
        {
            // A window without a setting of its own has the node's.
            var isUsed = scheduler == user || Array.Exists(windows, window => window.Find(key.Name) is null && SchedulerOf(window) == user);
            Note(mptcp, key, isUsed, scheduler, user);
        }

        if (mptcp.Find(Keys.Penalization) is not null)
        {
            var retransmits = mptcp.Read(Keys.OpportunisticRetransmission) || !mptcp.Read(Keys.Penalization);
            context.Errors.Idle.Note(mptcp.PositionOf(Keys.Penalization), mptcp.PathOf(Keys.Penalization), retransmits,
                "without opportunistic retransmission nothing is penalized", $"{Keys.OpportunisticRetransmission.Name}: true beside it");
        }
    }

    /// <summary>The same of a window of a timetable.</summary>
    public void CheckWindow(MappingReader window, string scheduler)
    {
        Note(window, Keys.Weights, scheduler == "weighted", scheduler, "weighted");
        Note(window, Keys.Priority, scheduler == "strict-priority", scheduler, "strict-priority");
    }

    private void Note(MappingReader reader, Key key, bool isUsed, string scheduler, string user)
    {
        if (reader.Find(key) is not null)
        {
            context.Errors.Idle.Note(reader.PositionOf(key), reader.PathOf(key), isUsed, $"the scheduler '{scheduler}' has no use for '{key.Name}'", $"scheduler: {user}, here or in a variant");
        }
    }

    private string? SchedulerOf(TreeMapping window) => (window.Find(Keys.WindowScheduler.Name) as TreeScalar)?.Value;
}
