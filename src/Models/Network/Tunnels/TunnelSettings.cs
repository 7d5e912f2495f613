using Mpsim.Models.Wire;

namespace Mpsim.Models.Network.Tunnels;

/// <summary>What one end of a tunnel is like.</summary>
public sealed record TunnelSettings
{
    public required string Name { get; init; }

    /// <summary>The address of this end.</summary>
    public required IpAddress Local { get; init; }

    /// <summary>The address of the other end, of the same family.</summary>
    public required IpAddress Remote { get; init; }

    /// <summary>Octets of the largest packet on the way, outer header included.</summary>
    public required int Mtu { get; init; }

    public Oversize Oversize { get; init; }
}
