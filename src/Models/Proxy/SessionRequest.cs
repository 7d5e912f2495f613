using Mpsim.Models.Units;
using Mpsim.Models.Wire;

namespace Mpsim.Models.Proxy;

/// <summary>What a policy may look at when a SYN with MP_CAPABLE arrives.</summary>
/// <param name="Ue">Where it comes from.</param>
/// <param name="Server">Where it goes.</param>
/// <param name="Capability">What is known of the server.</param>
/// <param name="Sessions">Sessions that the proxy has taken over and that have not ended.</param>
/// <param name="Now">When it arrives.</param>
public readonly record struct SessionRequest(Endpoint Ue, Endpoint Server, ServerCapability Capability, int Sessions, Instant Now)
{
    /// <summary>The type of the access that it comes by, as far as that was reported; null when it is not known.</summary>
    public string? Access { get; init; }

    /// <summary>The quota of that access is used up; false where it has none.</summary>
    public bool QuotaIsUsedUp { get; init; }
}
