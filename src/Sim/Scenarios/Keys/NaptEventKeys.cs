using Mpsim.Models.Units;
using Mpsim.Models.Wire;
using Mpsim.Scenarios.Values;

namespace Mpsim.Scenarios.Keys;

/// <summary>The keys of an event that changes the address of a NAPT.</summary>
internal sealed class NaptEventKeys
{
    public readonly Key<Instant> At = new("at", Forms.Instant, "When it happens.");

    public readonly Key<string> Napt = new("napt", new NameForm("the name of a link or router with a NAPT"), "The link or router whose NAPT changes.");

    public readonly Key<IpAddress> Address = new("address", Forms.AddressV4, "The address that the outside sees from now on; everything that was mapped is lost.");

    public NaptEventKeys() => Group = new KeyGroup("events[] with napt", [At, Napt, Address]);

    public KeyGroup Group { get; }
}
