using Mpsim.Models.Tcp.Congestion;

namespace Mpsim.Models.Mptcp.Coupling;

/// <summary>The congestion control of one MPTCP connection: gives each subflow its own, coupled with the others or not.</summary>
public abstract class SubflowCongestion
{
    /// <summary>The control of a new subflow; it leaves the connection's coupling in <see cref="CongestionControl.OnClosed"/>.</summary>
    public abstract CongestionControl Join();
}
