namespace Mpsim.Models.Mptcp.Scheduling;

/// <summary>
/// Only the subflow with the smallest smoothed round-trip time; when its window is closed, data wait for it. So the other paths are
/// steered to when this one's delay exceeds theirs, and not to fill them (ATSSS steering mode "smallest delay", 3GPP TS 23.501 clause 5.32.8).
/// ATSSS measures idle accesses too; here a path that carries nothing keeps its last figure.
/// </summary>
public sealed class SmallestDelayScheduler : PacketScheduler
{
    public override string Name => "smallest-delay";

    public override Subflow? Select(MptcpConnection connection) =>
        LowestRttScheduler.FastestInUse(connection.Subflows) is { IsAvailable: true } fastest ? fastest : null;
}
