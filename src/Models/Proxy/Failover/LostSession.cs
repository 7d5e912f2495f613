using Mpsim.Models.Hosts;
using Mpsim.Models.Wire;

namespace Mpsim.Models.Proxy.Failover;

/// <summary>A session whose state is gone, and what a cold standby knows of it.</summary>
/// <param name="Ue">The end that opened it.</param>
/// <param name="Server">The other end.</param>
/// <param name="UeKey">The UE's key, which MP_FASTCLOSE must bear (RFC 8684 section 3.5); null where it speaks TCP.</param>
/// <param name="Subflows">The ends of the UE's subflows that were open.</param>
/// <param name="Source">The end in whose place the proxy talked with the server: the UE's, or its own.</param>
internal sealed record LostSession(Endpoint Ue, Endpoint Server, ulong? UeKey, IReadOnlyList<(Endpoint Ue, Endpoint Server)> Subflows, Endpoint Source)
{
    /// <summary>Octets that tell the standby of a session, and of its end.</summary>
    public const int RecordOctets = 128;

    public static LostSession Of(Relay relay) => new(
        relay.Downstream.Remote,
        relay.Downstream.Local,
        (relay.Downstream as MptcpSocket)?.PeerKey,
        [.. ((ProtocolSocket)relay.Downstream).Paths.Where(path => !path.IsRemoved).Select(path => (path.Remote, path.Local))],
        relay.Upstream.Local);
}
