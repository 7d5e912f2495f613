using Mpsim.Models.Units;
using Mpsim.Models.Wire;

namespace Mpsim.Models.Network.Sharing;

/// <summary>How subscribers share public addresses (RFC 6269, RFC 6888).</summary>
public sealed record SharingSettings
{
    /// <summary>The public addresses, at least one.</summary>
    public IReadOnlyList<IpAddress> Addresses { get; init; } = [];

    public ushort FirstPort { get; init; } = 1024;

    public ushort LastPort { get; init; } = ushort.MaxValue;

    public BlockAllocation Blocks { get; init; }

    /// <summary>Ports of a block; what is left of the ports behind the last whole block serves nobody.</summary>
    public int BlockSize { get; init; } = 512;

    /// <summary>Most blocks that a subscriber has where they are dynamic.</summary>
    public int BlocksPerSubscriber { get; init; } = 4;

    /// <summary>Most ports that a subscriber has in use or on hold; null for no limit (RFC 6888 REQ-4).</summary>
    public int? PortsPerSubscriber { get; init; }

    /// <summary>How long a port that was given back is not given out again, to anybody (RFC 6888 REQ-8).</summary>
    public Duration Hold { get; init; }

    /// <summary>All ports of a subscriber are of one address (RFC 6888 REQ-2, RFC 4787 REQ-2).</summary>
    public bool IsPaired { get; init; } = true;

    /// <summary>Who the subscribers are: in this order they have their blocks where these are deterministic, and by it they are told apart in figures.</summary>
    public IReadOnlyList<SubscriberRange> Subscribers { get; init; } = [];

    /// <summary>The scenario asks for it, so that figures are told.</summary>
    public bool IsTold { get; init; }

    /// <summary>Ports of one address.</summary>
    public int PortsPerAddress => LastPort - FirstPort + 1;

    /// <summary>Whole blocks of one address.</summary>
    public int BlocksPerAddress => PortsPerAddress / BlockSize;
}
