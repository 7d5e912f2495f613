using Mpsim.Models.Tcp.Congestion;

namespace Mpsim.Models.Mptcp.Coupling;

/// <summary>Every subflow as if it were a connection of its own, as in today's Linux; k subflows on one bottleneck take k shares.</summary>
public sealed class Uncoupled(CongestionAlgorithm algorithm, CongestionOptions options) : SubflowCongestion
{
    public override CongestionControl Join() => algorithm.Create(options);
}
