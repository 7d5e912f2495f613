using Mpsim.Scenarios.Plan;

namespace Mpsim.Scenarios;

// The rules that choose among proxies.
public sealed partial class ResolvedParameters
{
    private void AddSelection(IReadOnlyList<SelectionRulePlan> rules)
    {
        foreach (var (index, rule) in rules.Index())
        {
            var (at, keys) = ($"{_keys.Top.Selection.Name}.{index}", _keys.Selection);
            Add(at, keys.Name, rule.Name);
            AddNames(at, keys.Subscribers, rule.Subscribers);
            AddNames(at, keys.Flows, rule.Flows);
            AddNames(at, keys.Access, rule.Accesses);
            AddWhere(at, keys.From, rule.From);
            AddWhere(at, keys.Until, rule.Until);
            AddWhere(at, keys.Choose, rule.Choice);
            AddNames(at, keys.Proxies, rule.Proxies);
        }
    }
}
