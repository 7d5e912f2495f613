using Mpsim.Scenarios.Plan;

namespace Mpsim.Scenarios;

// How proxies learn what accesses are.
public sealed partial class ResolvedParameters
{
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
