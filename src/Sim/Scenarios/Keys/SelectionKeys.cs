using Mpsim.Models.Units;
using Mpsim.Scenarios.Plan;
using Mpsim.Scenarios.Values;

namespace Mpsim.Scenarios.Keys;

/// <summary>The keys of a rule that chooses one of several proxies on the way of a session.</summary>
internal sealed class SelectionKeys
{
    public readonly Key<string> Name = new("name", new NameForm("a name"), "What the log calls the rule.") { Absent = "`selection 1`, `selection 2` and so on" };

    public readonly Key Subscribers = new("subscribers", "a list of UEs and classes of the population", "The UEs that the rule is about.") { Absent = "all" };

    public readonly Key Flows = new("flows", "a list of flows", "The applications that the rule is about.") { Absent = "all" };

    public readonly Key Access = new("access", "a list of types of access", "The accesses by which the session comes, as links have them at the start; they tell where the UE is.") { Absent = "all" };

    public readonly Key<Instant> From = new("from", Forms.Instant, "When the rule begins to hold.") { Absent = "from the start" };

    public readonly Key<Instant> Until = new("until", Forms.Instant, "When it no longer holds.") { Absent = "to the end" };

    public readonly Key<SelectionChoice> Choose = new("choose", new ChoiceForm<SelectionChoice>("way to choose",
        [("nearest", SelectionChoice.Nearest), ("on-path", SelectionChoice.OnPath), ("continuity", SelectionChoice.Continuity), ("least-loaded", SelectionChoice.LeastLoaded)]),
        "`nearest`: the first proxy that the SYN meets; `on-path`: the nearest through which all accesses of the UE lead; `continuity`: the one that most accesses of the UE reach, by their routes or at an address that it announces; `least-loaded`: the one with the fewest sessions for each of its cores.")
    { Absent = "`proxies` says it" };

    public readonly Key Proxies = new("proxies", "a list of proxies", "The proxies in the order of preference, in place of `choose`: the first that is on the way.") { Absent = "`choose` says it" };

    public SelectionKeys() => Group = new KeyGroup("selection[]", [Name, Subscribers, Flows, Access, From, Until, Choose, Proxies]);

    public KeyGroup Group { get; }
}
