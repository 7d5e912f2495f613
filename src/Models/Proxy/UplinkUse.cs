using Mpsim.Models.Hosts;

namespace Mpsim.Models.Proxy;

/// <summary>How a proxy at the customer's premises goes on with some of its sessions.</summary>
/// <param name="Interfaces">Names of the interfaces from which it may open subflows, that of the initial one first.</param>
/// <param name="Settings">Sockets toward the server.</param>
public sealed record UplinkUse(IReadOnlyList<string> Interfaces, HostSettings Settings);
