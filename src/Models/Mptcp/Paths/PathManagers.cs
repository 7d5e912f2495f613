namespace Mpsim.Models.Mptcp.Paths;

/// <summary>A path manager that a scenario can name.</summary>
/// <param name="Name">Name as in a scenario.</param>
/// <param name="Description">One line for the reference.</param>
/// <param name="SubflowLimit">Most subflows besides the first where the scenario does not say.</param>
/// <param name="AddAddrAccepted">Most addresses of the peer that are taken up where the scenario does not say.</param>
/// <param name="Create">Makes one for a connection.</param>
public sealed record PathManagerEntry(string Name, string Description, int SubflowLimit, int AddAddrAccepted, Func<PathManagerSettings, PathManager> Create);

/// <summary>All path managers; scenario keys, error hints and the reference come from here.</summary>
public static class PathManagers
{
    public static readonly IReadOnlyList<PathManagerEntry> All =
    [
        new("fullmesh", "from every endpoint to every address of the peer", 8, 8, settings => new InKernelPathManager(Meshed(settings))),
        new("in-order", "from every endpoint, in order, to the initial address of the peer", 8, 8, settings => new InKernelPathManager(settings)),
        new("in-kernel", "the same within the limits that Linux starts with: two subflows, no announced address", 2, 0, settings => new InKernelPathManager(settings)),
        new("ndiffports", "between the initial addresses only, from different ports", 1, 0, settings => new NdiffportsPathManager(settings)),
        new("active-backup", "from every endpoint, all but the first as backups", 8, 8, settings => new ActiveBackupPathManager(settings)),
        new("single", "one at a time, the next endpoint only when the path in use fails", 8, 8, settings => new SinglePathManager(settings)),
        new("signalled", "only to addresses that the server or proxy announces; there, it announces all of its own", 8, 8, settings => new SignalledPathManager(settings)),
    ];

    public static IReadOnlyList<string> Names { get; } = [.. All.Select(entry => entry.Name)];

    /// <returns>Null when there is none of that name.</returns>
    public static PathManagerEntry? Find(string name) => All.FirstOrDefault(entry => entry.Name == name);

    /// <summary>Every <c>subflow</c> endpoint counts as a <c>fullmesh</c> one.</summary>
    private static PathManagerSettings Meshed(PathManagerSettings settings) => settings with
    {
        Endpoints = [.. settings.Endpoints.Select(endpoint => (endpoint.Flags & PathEndpointFlags.Subflow) != 0 ? endpoint with { Flags = endpoint.Flags | PathEndpointFlags.Fullmesh } : endpoint)],
    };
}
