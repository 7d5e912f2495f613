using Mpsim.Models.Mptcp.Paths;

namespace Mpsim.Models.Hosts;

/// <summary>Has a say in when a host opens the further subflows that its path managers ask for, as a host does that first asks the network whether it may.</summary>
public abstract class JoinGate
{
    /// <summary>Whether a subflow is held back; the gate then opens it later by <see cref="MptcpSocket.JoinNow"/>, or never.</summary>
    /// <param name="socket">The connection.</param>
    /// <param name="request">What its path manager asks for.</param>
    public abstract bool Holds(MptcpSocket socket, JoinRequest request);
}
