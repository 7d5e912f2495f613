using Mpsim.Models.Wire;
using Mpsim.Scenarios.Plan;
using Mpsim.Scenarios.Values;

namespace Mpsim.Scenarios.Keys;

/// <summary>The keys of an MPTCP endpoint.</summary>
internal sealed class EndpointKeys
{
    public readonly Key<string> Link = new("link", new NameForm("the name of one of the node's links"), "The link whose addresses are meant, each as an endpoint of its own.")
    { Absent = "found from `address`" };

    public readonly Key<IpAddress> Address = new("address", Forms.Address, "The address that is meant, instead of `link`.")
    { Absent = "the addresses on `link`" };

    public readonly Key<IpFamilies> Ip = new("ip", Forms.Family, "The IP version of the address that is meant, where the link has both.")
    { Absent = "both, where the link has both" };

    public readonly Key Flags = new("flags", "a list of subflow, signal, backup, fullmesh",
        "`subflow`: open subflows from here; `signal`: announce the address by ADD_ADDR; `backup`: use subflows here only when no other is left; `fullmesh`: connect to every address of the peer.")
    { Absent = "`[subflow]`" };

    public readonly Key<int> Port = new("port", new IntegerForm(1, 65535), "The port that is announced with a `signal` address.")
    { Absent = "that of the first subflow" };

    public readonly ChoiceForm<EndpointFlags> Flag = new("flag",
        [("subflow", EndpointFlags.Subflow), ("signal", EndpointFlags.Signal), ("backup", EndpointFlags.Backup), ("fullmesh", EndpointFlags.FullMesh)]);

    public EndpointKeys() => Group = new KeyGroup("nodes.<name>.mptcp.endpoints[]", [Link, Address, Ip, Flags, Port]);

    public KeyGroup Group { get; }
}
