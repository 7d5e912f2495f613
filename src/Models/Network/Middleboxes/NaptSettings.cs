using Mpsim.Models.Network.Sharing;
using Mpsim.Models.Units;
using Mpsim.Models.Wire;

namespace Mpsim.Models.Network.Middleboxes;

/// <summary>What a <see cref="Napt"/> is like.</summary>
public sealed record NaptSettings
{
    /// <summary>The address that the outside sees, the first of several.</summary>
    public required IpAddress PublicAddress { get; init; }

    /// <summary>How the inside shares that address, and further ones; ports of its own where it says nothing of addresses.</summary>
    public SharingSettings Sharing { get; init; } = new();

    /// <summary>What becomes of a SYN for which there is no port.</summary>
    public NaptExhaustion WhenExhausted { get; init; }

    /// <summary>What decides whether an inside endpoint keeps its public port toward another remote endpoint (RFC 5382 REQ-1).</summary>
    public NaptBehaviour Mapping { get; init; }

    /// <summary>Who may send to a public port that is mapped (RFC 5382 REQ-3).</summary>
    public NaptBehaviour Filtering { get; init; }

    /// <summary>Until a connection is established, a session without packets is forgotten after this time (RFC 5382 REQ-5: not below 4 minutes).</summary>
    public Duration SynTimeout { get; init; } = Duration.FromSeconds(240);

    /// <summary>An established one (RFC 5382 REQ-5: not below 2 hours and 4 minutes).</summary>
    public Duration EstablishedTimeout { get; init; } = Duration.FromSeconds(7440);

    /// <summary>One that both ends have closed, or one has reset (RFC 7857 section 2.1 keeps these apart from the established).</summary>
    public Duration TransitoryTimeout { get; init; } = Duration.FromSeconds(240);

    /// <summary>A segment that belongs to no session is answered by RST; otherwise it is dropped in silence.</summary>
    public bool ResetsUnknown { get; init; }

    /// <summary>The inside host that connections from outside go to (a port forwarding of all ports), or none.</summary>
    public IpAddress ForwardTo { get; init; }
}
