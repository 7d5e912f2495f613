using Mpsim.Models.Hosts;
using Mpsim.Models.Wire;

namespace Mpsim.Models.Proxy;

/// <summary>
/// How a proxy pools the accesses of some subscribers and applications (draft-deng-mptcp-proxy-01, use-case 2): "business subscribers pool everything, others take the cheaper
/// network first". Of a list the first rule that is about a session holds for what the proxy sends of it over MPTCP, from its beginning to its end.
/// </summary>
public sealed record PoolingRule
{
    /// <summary>By which the log names it.</summary>
    public required string Name { get; init; }

    /// <summary>Addresses of the subscribers that it is about; null for all.</summary>
    public IReadOnlyList<AddressPrefix>? Subscribers { get; init; }

    /// <summary>Ports of the server that it is about, both ends of a range included; null for all.</summary>
    public IReadOnlyList<(ushort First, ushort Last)>? Ports { get; init; }

    /// <summary>Gives the settings of a socket that speaks MPTCP the packet scheduler of the rule.</summary>
    public required Func<HostSettings, HostSettings> Applied { get; init; }

    internal bool IsAbout(in Endpoint ue, in Endpoint server) => Matching.Includes(Ports, server.Port) && Matching.Includes(Subscribers, ue.Address);
}
