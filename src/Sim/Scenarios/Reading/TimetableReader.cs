using Mpsim.Models.Mptcp.Scheduling;
using Mpsim.Models.Units;
using Mpsim.Scenarios.Keys;
using Mpsim.Scenarios.Plan;
using Mpsim.Scenarios.Yaml;

namespace Mpsim.Scenarios.Reading;

/// <summary>Reads the windows of time in which a node has another packet scheduler.</summary>
/// <param name="context">What all readers share.</param>
/// <param name="span">The simulated time.</param>
/// <param name="weights">Reads weights per link.</param>
/// <param name="priority">Reads an order of links.</param>
internal sealed class TimetableReader(ReadingContext context, RunSpan span, Func<MappingReader, List<PathWeight>> weights, Func<MappingReader, List<string>> priority)
{
    private MptcpKeys Keys => context.Keys.Mptcp;

    /// <param name="mptcp">The node's MPTCP settings.</param>
    /// <param name="usual">The node's scheduler outside of all windows.</param>
    /// <param name="usualWeights">The node's weights, which hold where a window has none.</param>
    /// <param name="usualPriority">The node's order of links, which holds where a window has none.</param>
    public IReadOnlyList<TimetableEntry> Read(MappingReader mptcp, string usual, IReadOnlyList<PathWeight> usualWeights, IReadOnlyList<string> usualPriority)
    {
        var entries = new List<TimetableEntry>();
        foreach (var (index, item) in mptcp.Items(Keys.Timetable).Index())
        {
            var reader = new MappingReader(item, $"{mptcp.PathOf(Keys.Timetable)}.{index}", item.Position, Keys.TimetableGroup, context.Errors);
            var from = reader.Read(Keys.From);
            span.Check(reader, Keys.From, from, context.Errors);
            if (reader.TryRead(Keys.Until, out var until) && until <= from)
            {
                context.Errors.Add(reader.PositionOf(Keys.Until), reader.PathOf(Keys.Until), "the window would end before it begins", $"more than {Keys.From.Form.Write(from)}");
            }

            var scheduler = reader.Read(Keys.WindowScheduler);
            CheckTakesTurns(reader, scheduler);
            new SchedulerSettings(context).CheckWindow(reader, scheduler);
            entries.Add(new TimetableEntry(
                from,
                reader.Find(Keys.Until) is null ? Instant.Never : until,
                scheduler,
                reader.Find(Keys.Weights) is null ? usualWeights : weights(reader),
                reader.Find(Keys.Priority) is null ? usualPriority : priority(reader)));
        }

        CheckEachApplies(mptcp, entries);
        if (entries.Count > 0 && Assigns(usual))
        {
            context.Errors.Add(mptcp.PositionOf(Keys.Timetable), mptcp.PathOf(Keys.Timetable), $"the scheduler '{usual}' keeps books of all data and cannot take turns with others");
        }

        return entries;
    }

    /// <summary>A window that earlier ones cover never holds, and a list without windows does nothing.</summary>
    private void CheckEachApplies(MappingReader mptcp, List<TimetableEntry> entries)
    {
        var path = mptcp.PathOf(Keys.Timetable);
        if (mptcp.Find(Keys.Timetable) is not TreeSequence list)
        {
            return;
        }

        if (list.Items.Count == 0)
        {
            context.Errors.Idle.Note(mptcp.PositionOf(Keys.Timetable), path, isUsed: false, "the timetable has no window", Keys.Timetable.Expected);
        }

        for (var i = 1; i < entries.Count; i++)
        {
            var free = entries[i].From;
            while (entries.Take(i).FirstOrDefault(earlier => earlier.From <= free && free < earlier.Until) is { } cover)
            {
                free = cover.Until;
            }

            // A window that is empty has been told already.
            if (free >= entries[i].Until && entries[i].From < entries[i].Until)
            {
                context.Errors.Add(list.Items[i].Position, $"{path}.{i}", "the window never holds: those before it cover it, and the first that holds counts", "a window of another time, or one further up");
            }
        }
    }

    private void CheckTakesTurns(MappingReader reader, string scheduler)
    {
        if (Assigns(scheduler))
        {
            context.Errors.Add(reader.PositionOf(Keys.WindowScheduler), reader.PathOf(Keys.WindowScheduler), $"the scheduler '{scheduler}' keeps books of all data and cannot take turns with others");
        }
    }

    private static bool Assigns(string scheduler) => PacketSchedulers.Find(scheduler)?.Create(SchedulerOptions.Default) is AssigningScheduler;
}
