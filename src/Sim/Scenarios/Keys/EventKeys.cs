using Mpsim.Models.Units;
using Mpsim.Scenarios.Plan;
using Mpsim.Scenarios.Values;

namespace Mpsim.Scenarios.Keys;

/// <summary>The keys of an event.</summary>
internal sealed class EventKeys
{
    public readonly Key<Instant> At = new("at", Forms.Instant, "When it happens.");

    public readonly Key<string> Link = new("link", new NameForm("the name of a link"), "The link that changes.");

    public readonly Key<bool> State = new("state", new ChoiceForm<bool>("state", [("up", true), ("down", false)]),
        "`down`: the link loses everything that it holds or is given; `up`: it works again.")
    { Absent = "unchanged" };

    public readonly Key<DataRate> Rate = new("rate", Forms.Rate, "A new rate.") { Absent = "unchanged" };

    public readonly Key<Duration> Delay = new("delay", Forms.Delay, "A new propagation delay.") { Absent = "unchanged" };

    public readonly Key<string> Access = new("access", new NameForm("a word such as lte or third-party-wlan"),
        "The access technology that the link is from now on, which proxies learn by their `access_reports`.")
    { Absent = "unchanged" };

    public readonly Key<LinkDirections> Direction = new("direction", TraceKeys.Directions("direction"), "The direction that changes.")
    { Default = "both" };

    public readonly Key<bool> Signal = new("signal", Forms.Switch,
        "Whether the interfaces at the ends learn of the change of state, as of a lost carrier; otherwise packets just vanish.")
    { Default = "false" };

    public EventKeys() => Group = new KeyGroup("events[]", [At, Link, State, Rate, Delay, Access, Direction, Signal]);

    public KeyGroup Group { get; }
}
