using Mpsim.Scenarios.Plan;

namespace Mpsim.Scenarios;

// How proxies learn what accesses are, and what accesses cost.
public sealed partial class ResolvedParameters
{
    private void AddTariff(string path, TariffPlan? tariff)
    {
        if (tariff is null)
        {
            return;
        }

        var keys = _keys.Link;
        Add(path, keys.Price, tariff.Price);
        AddWhere(path, keys.Quota, tariff.Quota);
        AddWhere(path, keys.PriceBeyond, tariff.PriceBeyond);
        if (tariff.Quota is not null)
        {
            Add(path, keys.OverQuota, tariff.OverQuota);
        }
    }

    private void AddAccessReports(string path, AccessReportPlan? reports)
    {
        if (reports is null)
        {
            return;
        }

        Add(path, _keys.AccessReport.FromUe, reports.FromUe);
        Add(path, _keys.AccessReport.Delay, reports.Delay);
        Add(path, _keys.AccessReport.Loss, reports.Loss);
        Add(path, _keys.AccessReport.Error, reports.Error);
        Add(path, _keys.AccessReport.Repeat, reports.Repeat);
        AddNames(path, _keys.AccessReport.Order, reports.Order);
    }
}
