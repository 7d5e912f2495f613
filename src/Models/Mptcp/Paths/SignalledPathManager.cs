namespace Mpsim.Models.Mptcp.Paths;

/// <summary>
/// The listener, a server or a proxy, says where it wants to be joined: only addresses that it announces are joined, each from every
/// <c>subflow</c> endpoint, or from the initial address where there is none. A path that was lost rejoins the initial address.
/// </summary>
public sealed class SignalledPathManager(PathManagerSettings settings) : PathManager(settings)
{
    protected override bool Serves(PathEndpoint endpoint, byte remoteId) =>
        Opens(endpoint) && (remoteId != 0 || endpoint.Address == LocalInitial.Address);
}
