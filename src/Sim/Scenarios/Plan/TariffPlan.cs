using Mpsim.Models.Units;

namespace Mpsim.Scenarios.Plan;

/// <summary>What the octets of an access cost, and what becomes of it when its quota is used up.</summary>
public sealed record TariffPlan
{
    /// <summary>Per 10^9 octets.</summary>
    public required decimal Price { get; init; }

    public ByteCount? Quota { get; init; }

    /// <summary>Per 10^9 octets beyond the quota; null where it is the same.</summary>
    public decimal? PriceBeyond { get; init; }

    public required OverQuota OverQuota { get; init; }
}
