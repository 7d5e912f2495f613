using Mpsim.Models.Units;
using Mpsim.Scenarios.Plan;
using Mpsim.Scenarios.Values;

namespace Mpsim.Scenarios.Keys;

/// <summary>The keys of what a proxy reserves for UEs that ask for it.</summary>
internal sealed class ProvisionKeys
{
    private static readonly IntegerForm Sessions = new(0, 1_000_000);

    private static readonly IntegerForm Subflows = new(0, 64);

    public readonly Key Offers = new("offers", "a list of offers",
        "What may be reserved, by subscriber, application and access. The first offer that is about a request holds for it; what none is about is refused.");

    public readonly Key<int> Capacity = new("sessions", Sessions, "The sessions of all subscribers that may be reserved at once.") { Absent = "no limit" };

    public readonly Key<int> SubflowCapacity = new("subflows", Sessions,
        "The subflows that may be reserved at once: of a subscriber, those of all reserved sessions.")
    { Absent = "no limit" };

    public readonly Key Unreserved = new("unreserved", "a mapping with sessions and subflows", "What UEs and sessions have for which nothing is reserved.")
    { Absent = "the defaults of its keys" };

    public readonly Key<int> UnreservedSessions = new("sessions", Sessions, "Sessions of a UE at once; further ones pass.") { Absent = "no limit" };

    public readonly Key<int> UnreservedSubflows = new("subflows", new IntegerForm(1, 64), "Subflows of a session at once, the initial one included; further joins are answered by RST with reason 2, lack of resources.")
    { Default = "1" };

    public readonly Key<bool> Partial = new("partial", Forms.Switch, "Whether less than was asked for may be granted; else it is all or nothing.") { Default = "true" };

    public readonly Key<Duration> Lifetime = new("lifetime", Forms.Span, "How long a reservation stands that the UE does not refresh. UEs refresh at half of it, and ask for all that they wanted each time.")
    { Default = "60 s" };

    public readonly Key<Duration> Delay = new("delay", Forms.Delay, "What a request or an answer takes beside the propagation delay of its way.") { Default = "0 ms" };

    public readonly Key<Probability> Loss = new("loss", Forms.Percent, "The part of the requests and answers that never arrive.") { Default = "0 %" };

    public readonly Key<Duration> Repeat = new("repeat", Forms.Span, "After how long a UE without an answer asks again; doubled each time, and a tenth more or less (RFC 6887 section 8.1.1).")
    { Default = "3 s" };

    public readonly Key<string> OfferName = new("name", new NameForm("a name"), "What the log calls the offer.") { Absent = "`offer 1`, `offer 2` and so on" };

    public readonly Key<ReservationLevel> OfferLevel = new("level", LevelForm, "The requests that the offer is about.") { Absent = "all" };

    public readonly Key Subscribers = new("subscribers", "a list of UEs", "The UEs that the offer is about.") { Absent = "all" };

    public readonly Key Flows = new("flows", "a list of flows", "The applications of sessions and subflows that the offer is about.") { Absent = "all, and requests for a subscriber" };

    public readonly Key Access = new("access", "a list of types of access", "The accesses of subflows that the offer is about.") { Absent = "all, and requests that are not for a subflow" };

    public readonly Key<int> Most = new("sessions", Sessions, "The most sessions at once that a subscriber gets.") { Absent = "what it asks for" };

    public readonly Key<int> MostSubflows = new("subflows", Subflows, "The most subflows of a session, or of a session of a subscriber, or whether a further subflow is granted; 0 refuses.")
    { Absent = "what it asks for" };

    public readonly Key<string> Proxy = new("proxy", new NameForm("the name of a proxy"), "The proxy that is asked.") { Absent = "the only one with `provision`" };

    public readonly Key Requests = new("requests", "a list of requests", "What the UE asks for.");

    public readonly Key<ReservationLevel> Level = new("level", LevelForm,
        "`subscriber` asks for all sessions of the UE; `session` when it opens a session; `subflow` before a further subflow is opened.");

    public readonly Key RequestFlows = new("flows", "a list of flows", "Session and subflow: the flows for whose connections it is asked.") { Absent = "all" };

    public readonly Key<string> Link = new("link", new NameForm("the name of one of the UE's links"), "Subflow: the link of the subflows for which it is asked.")
    { Absent = "required for level `subflow`" };

    public readonly Key<int> AskedSessions = new("sessions", new IntegerForm(1, 1_000_000), "Subscriber: sessions at once.") { Absent = "not asked for" };

    public readonly Key<int> AskedSubflows = new("subflows", new IntegerForm(1, 64), "Subscriber and session: subflows of a session, the initial one included.") { Absent = "not asked for" };

    public readonly Key<Instant> At = new("at", Forms.Instant, "Subscriber: when. A later request takes the place of an earlier one.") { Default = "0 s" };

    public readonly Key<Instant> Until = new("until", Forms.Instant, "Subscriber: when all is given back.") { Absent = "never" };

    public ProvisionKeys()
    {
        Group = new KeyGroup("nodes.<name>.provision", [Offers, Capacity, SubflowCapacity, Unreserved, Partial, Lifetime, Delay, Loss, Repeat]);
        UnreservedGroup = new KeyGroup("nodes.<name>.provision.unreserved", [UnreservedSessions, UnreservedSubflows]);
        OfferGroup = new KeyGroup("nodes.<name>.provision.offers[]", [OfferName, OfferLevel, Subscribers, Flows, Access, Most, MostSubflows]);
        ReserveGroup = new KeyGroup("nodes.<name>.reserve", [Proxy, Requests]);
        RequestGroup = new KeyGroup("nodes.<name>.reserve.requests[]", [Level, RequestFlows, Link, AskedSessions, AskedSubflows, At, Until]);
    }

    public KeyGroup Group { get; }

    public KeyGroup UnreservedGroup { get; }

    public KeyGroup OfferGroup { get; }

    public KeyGroup ReserveGroup { get; }

    public KeyGroup RequestGroup { get; }

    private static ChoiceForm<ReservationLevel> LevelForm { get; } = new("level",
        [("subscriber", ReservationLevel.Subscriber), ("session", ReservationLevel.Session), ("subflow", ReservationLevel.Subflow)]);
}
