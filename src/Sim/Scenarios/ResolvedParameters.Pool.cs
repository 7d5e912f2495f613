using Mpsim.Scenarios.Plan;

namespace Mpsim.Scenarios;

// Pools of proxies.
public sealed partial class ResolvedParameters
{
    private void AddPool(string path, PoolPlan? pool)
    {
        if (pool is null)
        {
            return;
        }

        var keys = _keys.Pool;
        Add(path, keys.Method, pool.Method);
        Add(path, keys.Faces, pool.FacesUes);
        Add(path, keys.Track, pool.Track);
        foreach (var (index, member) in pool.Members.Index())
        {
            var at = $"{path}.{keys.Members.Name}.{index}";
            Add(at, keys.Proxy, member.Proxy);
            AddWhere(at, keys.From, member.From);
            AddWhere(at, keys.Drains, member.Drains);
            AddWhere(at, keys.Until, member.Until);
        }
    }
}
