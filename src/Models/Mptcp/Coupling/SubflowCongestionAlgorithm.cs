using Mpsim.Models.Tcp.Congestion;

namespace Mpsim.Models.Mptcp.Coupling;

/// <summary>One congestion control of MPTCP connections that a scenario may name.</summary>
/// <param name="Name">Key in a scenario.</param>
/// <param name="Description">One line for the reference pages.</param>
/// <param name="Create">Makes the control of one connection.</param>
public sealed record SubflowCongestionAlgorithm(
    string Name, string Description, Func<CongestionOptions, SubflowCongestion> Create);
