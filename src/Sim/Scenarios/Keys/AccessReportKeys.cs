using Mpsim.Models.Units;
using Mpsim.Scenarios.Values;

namespace Mpsim.Scenarios.Keys;

/// <summary>The keys of how a proxy learns what the accesses of its UEs are.</summary>
internal sealed class AccessReportKeys
{
    public readonly Key<bool> FromUe = new("from", new ChoiceForm<bool>("source of reports", [("network", false), ("ue", true)]),
        "Who reports: the access `network`, or the `ue`, whose reports are lost while none of its links works.")
    { Default = "network" };

    public readonly Key<Duration> Delay = new("delay", Forms.Delay, "The time from a change to its arrival at the proxy.") { Default = "0 ms" };

    public readonly Key<Probability> Loss = new("loss", Forms.Percent, "The part of the reports that never arrive.") { Default = "0 %" };

    public readonly Key<Probability> Error = new("error", Forms.Percent, "The part of the reports that name another of the types that there are in the scenario.") { Default = "0 %" };

    public readonly Key<Duration> Repeat = new("repeat", new DurationForm(Duration.FromMilliseconds(10), Forms.LongestRun),
        "After how long everything is reported again, so that what was lost or wrong does not stand for ever.")
    { Default = "1 s" };

    public readonly Key Order = new("order", "a list of types such as [wlan, lte]",
        "The types of accesses in the order in which the proxy's `strict-priority` scheduler fills them, by what was reported; others, and what is not known yet, come last. It replaces `priority`.")
    { Absent = "none: `priority` holds" };

    public AccessReportKeys() => Group = new KeyGroup("nodes.<name>.access_reports", [FromUe, Delay, Loss, Error, Repeat, Order]);

    public KeyGroup Group { get; }
}
