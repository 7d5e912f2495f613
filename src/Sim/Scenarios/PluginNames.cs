using Mpsim.Models.Mptcp.Coupling;
using Mpsim.Models.Mptcp.Scheduling;

namespace Mpsim.Scenarios;

/// <summary>
/// The names of the algorithms that a scenario may choose from; the first of each list is the default. They come from where the
/// algorithms are registered, so a new algorithm appears in keys, error hints and reference pages by itself.
/// </summary>
public sealed record PluginNames(
    IReadOnlyList<string> CongestionControls,
    IReadOnlyList<string> Schedulers,
    IReadOnlyList<string> PathManagers,
    IReadOnlyList<string> QueueDisciplines)
{
    /// <summary>
    /// What this version has. Single connections come first among the congestion controls, because Linux's default is among them.
    /// </summary>
    public static PluginNames BuiltIn { get; } = new(
        [.. Models.Tcp.Congestion.CongestionControls.Names.Union(CoupledCongestionControls.Names)],
        PacketSchedulers.Names,
        Models.Mptcp.Paths.PathManagers.Names,
        Models.Network.Queues.QueueDisciplines.Names);
}
