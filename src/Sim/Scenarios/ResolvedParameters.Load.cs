using Mpsim.Scenarios.Plan;

namespace Mpsim.Scenarios;

// What the work of proxies takes.
public sealed partial class ResolvedParameters
{
    private void AddCosts(string path, ProxyCostPlan? costs)
    {
        if (costs is null)
        {
            return;
        }

        var keys = _keys.Cost;
        Add(path, keys.Cores, costs.Cores);
        Add(path, keys.Forward, costs.Forward);
        Add(path, keys.Terminate, costs.Terminate);
        Add(path, keys.Session, costs.Session);
        Add(path, keys.Join, costs.Join);
        Add(path, keys.Crypto, costs.Crypto);
        Add(path, keys.Refuse, costs.Refuse);
        Add(path, keys.Queue, costs.Queue);
        Add(path, keys.SessionMemory, costs.SessionMemory);
        AddWhere(path, keys.Memory, costs.Memory);
        AddWhere(path, keys.Sessions, costs.Sessions);
        AddWhere(path, keys.AdmitBelow, costs.AdmitBelow);
    }
}
