using Mpsim.Models.Wire;

namespace Mpsim.Models.Mptcp.Paths;

/// <summary>What an endpoint is for; words and meaning as in <c>ip mptcp endpoint</c>.</summary>
[Flags]
public enum PathEndpointFlags : byte
{
    None = 0,

    /// <summary>Opens a subflow from this address to the peer's.</summary>
    Subflow = 0x01,

    /// <summary>Is announced to the peer by ADD_ADDR.</summary>
    Signal = 0x02,

    /// <summary>Subflows from this address are backups.</summary>
    Backup = 0x04,

    /// <summary>Opens a subflow from this address to every address of the peer.</summary>
    Fullmesh = 0x08,
}

/// <summary>One local address that the path manager may use.</summary>
/// <param name="Id">Address identifier, 1 to 255; 0 is the address of the initial subflow.</param>
/// <param name="Address">Address.</param>
/// <param name="Flags">What it is for.</param>
/// <param name="Port">Port that is announced with the address; null for that of the initial subflow.</param>
public sealed record PathEndpoint(byte Id, IpAddress Address, PathEndpointFlags Flags, ushort? Port = null);

/// <summary>Endpoints and limits, as <c>ip mptcp</c> sets them.</summary>
/// <param name="Endpoints">Local addresses in order of use.</param>
/// <param name="SubflowLimit">Most subflows beside the initial one.</param>
/// <param name="AddAddrAccepted">Most addresses of the peer that are taken up.</param>
public sealed record PathManagerSettings(IReadOnlyList<PathEndpoint> Endpoints, int SubflowLimit, int AddAddrAccepted)
{
    /// <summary>An announced address of the other family, for which there is no endpoint, may be joined from whatever address the routes say.</summary>
    public bool AsksRoutes { get; init; } = true;

    /// <summary>Linux's default: two additional subflows, no announced address is taken up, no endpoints.</summary>
    public static readonly PathManagerSettings None = new([], 2, 0);
}
