using Mpsim.Models.Wire;

namespace Mpsim.Models.Mptcp.Paths;

/// <summary>
/// Several subflows between the two initial addresses, from different ports, as many as the limit allows: for networks that
/// spread flows over paths by their ports, or that limit each flow. The name is that of the out-of-tree Linux MPTCP.
/// </summary>
public sealed class NdiffportsPathManager(PathManagerSettings settings) : PathManager(settings)
{
    protected override void OpenFirst()
    {
        for (var i = 0; i < Settings.SubflowLimit; i++)
        {
            Request(new JoinRequest(0, LocalInitial.Address, 0, RemoteInitial, false));
        }
    }

    protected override bool Serves(PathEndpoint endpoint, byte remoteId) => false;

    protected override bool Returns(PathEndpoint endpoint) => RemoteAllowsJoins && Opens(endpoint) && endpoint.Address == LocalInitial.Address;

    protected override void Reopen(PathEndpoint endpoint, bool isAlone)
    {
        if (Returns(endpoint))
        {
            OpenFirst();
        }
    }

    protected override void TakeUp(byte id, Endpoint remote)
    {
        // One pair of addresses is all that it wants.
    }
}
