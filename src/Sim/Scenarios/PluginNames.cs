namespace Mpsim.Scenarios;

/// <summary>
/// The names of the algorithms that a scenario may choose from; the first of each list is the default. They come from where the
/// algorithms are registered, so a new algorithm appears in keys, error hints and reference pages by itself.
/// </summary>
public sealed record PluginNames(
    IReadOnlyList<string> CongestionControls,
    IReadOnlyList<string> Schedulers,
    IReadOnlyList<string> PathManagers)
{
    public static PluginNames BuiltIn { get; } = new(
        ["cubic", "newreno", "lia"],
        ["lowest-rtt", "round-robin", "weighted"],
        ["fullmesh", "in-order"]);
}
