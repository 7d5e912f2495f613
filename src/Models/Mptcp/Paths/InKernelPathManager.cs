namespace Mpsim.Models.Mptcp.Paths;

/// <summary>
/// As Linux's path manager within the kernel: an endpoint flagged <c>subflow</c> is used once toward the peer's initial address,
/// in the order of the list; one flagged <c>fullmesh</c> toward every address of the peer. An address that the peer announces is
/// taken up from every fullmesh endpoint, or from the initial local address where there is none.
/// </summary>
public class InKernelPathManager(PathManagerSettings settings) : PathManager(settings)
{
    /// <summary>Where the initial address may not be joined, endpoints are for the others in its stead (Linux: fill_local_addresses_vec_c_flag).</summary>
    protected override bool Serves(PathEndpoint endpoint, byte remoteId) =>
        (endpoint.Flags & PathEndpointFlags.Fullmesh) != 0
        || ((endpoint.Flags & PathEndpointFlags.Subflow) != 0 && (remoteId == 0 || !RemoteAllowsJoins));

    /// <summary>The initial address has its subflow already (Linux: fill_local_addresses_vec_c_flag).</summary>
    protected override bool TakesUpFrom(PathEndpoint endpoint) =>
        RemoteAllowsJoins || (endpoint.Flags & PathEndpointFlags.Fullmesh) != 0 || endpoint.Address != LocalInitial.Address;

    /// <summary>Where the initial address may not be joined, one announced address is taken up even where none is by default (Linux: mptcp_pm_add_addr_c_flag_case).</summary>
    protected override int MostAnnounced => RemoteAllowsJoins ? Settings.AddAddrAccepted : Math.Max(1, Settings.AddAddrAccepted);
}
