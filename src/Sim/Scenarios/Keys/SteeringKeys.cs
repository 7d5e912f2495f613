using Mpsim.Scenarios.Values;

namespace Mpsim.Scenarios.Keys;

/// <summary>The keys of what brings packets to a proxy that lies on the natural path of some subflows only.</summary>
internal sealed class SteeringKeys
{
    public readonly Key Announce = new("announce", "the name of one of the proxy's links, or a list of these",
        "The links whose addresses at the proxy are announced to the UE by ADD_ADDR (RFC 8684 section 3.4.1), so that it opens further subflows to the proxy itself.")
    { Absent = "none" };

    public readonly Key<bool> CFlag = new("c_flag", Forms.Switch,
        "Whether the C flag of MP_CAPABLE tells the UE to open no further subflows to the server's address (RFC 8684 section 3.1): over an access that does not lead through the proxy they would reach a server that does not know them.")
    { Absent = "`true` with `announce`" };

    public readonly Key<bool> Rewrites = new("toward_server", new ChoiceForm<bool>("address toward the server", [("preserve", false), ("rewrite", true)]),
        "The address that the server sees of a session that is taken over: the UE's own (`preserve`), whose answers come back only where the route to the UE leads through the proxy, or one of the proxy's with a port of its own (`rewrite`), to which they come by themselves.")
    { Default = "preserve" };

    public SteeringKeys() => Group = new KeyGroup("nodes.<name>.steering", [Announce, CFlag, Rewrites]);

    public KeyGroup Group { get; }
}
