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

    public LimitKeys() => Group = new KeyGroup("nodes.<name>.limits[]", [Name, Subscribers, Flows, Ports, SessionsPerUe, SessionsPerServer, SubflowsPerSession]);

    public KeyGroup Group { get; }
}
