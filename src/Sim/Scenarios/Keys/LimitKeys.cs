using Mpsim.Models.Units;
using Mpsim.Scenarios.Values;

namespace Mpsim.Scenarios.Keys;

/// <summary>The keys of a limit of a proxy.</summary>
internal sealed class LimitKeys
{
    private static readonly IntegerForm Sessions = new(0, 1_000_000);

    public readonly Key<string> Name = new("name", new NameForm("a name"), "What the log calls the limit.") { Absent = "`limit 1`, `limit 2` and so on" };

    public readonly Key Subscribers = new("subscribers", "a list of UEs and classes of the population", "The UEs that the limit is about, by the addresses that they have themselves.")
    { Absent = "all" };

    public readonly Key Flows = new("flows", "a list of flows", "The applications that the limit is about: each flow has a port of its own at its server.") { Absent = "all" };

    public readonly Key<(ushort First, ushort Last)> Ports = new("ports", new PortRangeForm(), "The ports at the server that the limit is about.") { Absent = "all" };

    public readonly Key<int> SessionsPerUe = new("sessions_per_ue", Sessions, "Sessions that the proxy has taken over of one UE at once, by the address that the UE opens them from. Further ones pass.")
    { Absent = "no limit" };

    public readonly Key<int> SessionsPerServer = new("sessions_per_server", Sessions, "The same toward one server, by address and port.") { Absent = "no limit" };

    public readonly Key<int> SubflowsPerSession = new("subflows_per_session", new IntegerForm(1, 64),
        "Subflows of one session at once, the initial one included. Further joins are answered by RST with reason 2, lack of resources.")
    { Absent = "no limit" };

    public readonly Key RatePerSession = new("rate_per_session", "a rate such as 10 Mbit/s, or a mapping with up and down",
        "The payload that the proxy passes on of one session, however many subflows it has: what is beyond it waits in the relay, and the sender is slowed down. Both directions have it, each for itself.")
    { Absent = "no limit" };

    public readonly Key RatePerUe = new("rate_per_ue", "a rate such as 10 Mbit/s, or a mapping with up and down",
        "The same of all sessions of one UE together, which take turns, by the address that the UE opens them from.")
    { Absent = "no limit" };

    public readonly Key<ByteCount> Burst = new("burst", new SizeForm(new ByteCount(1_460), new ByteCount(1L << 29)), "What the limits of rates let pass at once after a pause.") { Default = "64 KiB" };

    public readonly Key<DataRate> Up = new("up", Forms.Rate, "From the UE.") { Absent = "no limit" };

    public readonly Key<DataRate> Down = new("down", Forms.Rate, "To the UE.") { Absent = "no limit" };

    public LimitKeys()
    {
        Group = new KeyGroup("nodes.<name>.limits[]", [Name, Subscribers, Flows, Ports, SessionsPerUe, SessionsPerServer, SubflowsPerSession, RatePerSession, RatePerUe, Burst]);
        RateGroup = new KeyGroup("nodes.<name>.limits[].rate_per_session and rate_per_ue", [Up, Down]);
    }

    public KeyGroup Group { get; }

    public KeyGroup RateGroup { get; }

    /// <summary>All that a limit may be about.</summary>
    public IReadOnlyList<Key> Limits => [SessionsPerUe, SessionsPerServer, SubflowsPerSession, RatePerSession, RatePerUe];
}
