using Mpsim.Scenarios.Keys;
using Mpsim.Scenarios.Plan;

namespace Mpsim.Scenarios.Reading;

/// <summary>Reads what an access costs.</summary>
internal sealed class TariffReader(ReadingContext context)
{
    private LinkKeys Keys => context.Keys.Link;

    /// <returns>Null where a link has neither price nor quota.</returns>
    public TariffPlan? Read(MappingReader link)
    {
        var hasPrice = link.TryRead(Keys.Price, out var price);
        var hasQuota = link.TryRead(Keys.Quota, out var quota);
        if (!hasQuota)
        {
            link.ReportMeaningless([Keys.PriceBeyond, Keys.OverQuota], null, $"the link has no '{Keys.Quota.Name}'");
        }

        return !hasPrice && !hasQuota ? null : new TariffPlan
        {
            Price = price,
            Quota = hasQuota ? quota : null,
            PriceBeyond = link.TryRead(Keys.PriceBeyond, out var beyond) ? beyond : null,
            OverQuota = link.Read(Keys.OverQuota),
        };
    }
}
