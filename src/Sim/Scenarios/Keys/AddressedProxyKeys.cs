using Mpsim.Scenarios.Plan;
using Mpsim.Scenarios.Values;

namespace Mpsim.Scenarios.Keys;

/// <summary>The keys of a proxy that is addressed by the end which opens a flow.</summary>
internal sealed class AddressedProxyKeys
{
    public readonly Key<string> Name = new("name", new NameForm("the name of a proxy"), "The proxy, wherever it stands: the UE's subflows end at its address on the first of its links that has one of the flow's IP version.")
    { Absent = "the only proxy that there is" };

    public readonly Key<ProxyProtocol> Protocol = new("protocol", new ChoiceForm<ProxyProtocol>("protocol",
        [("convert", ProxyProtocol.Convert), ("socks5", ProxyProtocol.Socks5), ("plain-mode", ProxyProtocol.PlainMode), ("none", ProxyProtocol.None)]),
        "How the server is named to it: `convert`, by a message in the SYN (RFC 8803); `socks5`, by a request once connected (RFC 1928); `plain-mode`, by an option in the SYN (draft-boucadair-mptcp-plain-mode); `none`, not at all.")
    { Default = "convert" };

    public readonly Key<bool> DataInSyn = new("data_in_syn", Forms.Switch,
        "Convert: whether the message, and behind it the first data, go in the SYN or behind the handshake, which only a converter with `late_messages` takes.")
    { Default = "true" };

    public readonly Key<bool> Bypass = new("bypass", Forms.Switch,
        "Convert: whether the UE has each server asked for MPTCP once, and opens its later connections to one that speaks it without the converter (RFC 8803 section 5.1).")
    { Default = "true" };

    public readonly Key<bool> Fallback = new("fallback", Forms.Switch, "Whether connections go without the proxy where it does not serve.") { Default = "true" };

    public AddressedProxyKeys() => Group = new KeyGroup("flows.<name>.proxy and nodes.<name>.proxy", [Name, Protocol, DataInSyn, Bypass, Fallback]);

    public KeyGroup Group { get; }

    public IReadOnlyList<Key> OfConvert => [DataInSyn, Bypass];
}
