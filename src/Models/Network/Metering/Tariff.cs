using Mpsim.Models.Units;

namespace Mpsim.Models.Network.Metering;

/// <summary>What the octets of an access cost, in any currency.</summary>
public sealed record Tariff
{
    /// <summary>For 10^9 octets of IP packets, in both directions.</summary>
    public decimal PricePerGigabyte { get; init; }

    /// <summary>Octets that the tariff holds for; null for any number.</summary>
    public ByteCount? Quota { get; init; }

    /// <summary>For 10^9 octets beyond the quota; null where these cost no more than the others.</summary>
    public decimal? PriceBeyond { get; init; }
}
