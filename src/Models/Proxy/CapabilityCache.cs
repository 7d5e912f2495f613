using Mpsim.Models.Units;
using Mpsim.Models.Wire;

namespace Mpsim.Models.Proxy;

/// <summary>
/// What servers have answered to MP_CAPABLE, by address and port, since a load balancer may have servers of both kinds behind one address. What was learnt
/// is believed for a time: servers learn MPTCP and lose it. Never enumerated.
/// </summary>
/// <param name="age">How long an answer counts.</param>
internal sealed class CapabilityCache(Duration age)
{
    private readonly Dictionary<Endpoint, (ServerCapability Capability, Instant LearntAt)> _servers = [];

    public void Learn(Endpoint server, bool speaksMptcp, Instant now) =>
        _servers[server] = (speaksMptcp ? ServerCapability.Mptcp : ServerCapability.Tcp, now);

    public ServerCapability Of(Endpoint server, Instant now) =>
        _servers.TryGetValue(server, out var known) && now <= known.LearntAt + age ? known.Capability : ServerCapability.Unknown;
}
