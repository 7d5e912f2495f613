using Mpsim.Scenarios.Plan;

namespace Mpsim.Scenarios;

// What means harm, and what is done against it.
public sealed partial class ResolvedParameters
{
    private void AddProtection(string path, ProtectionPlan protection)
    {
        AddWhere(path, _keys.Protection.SynBacklog, protection.SynBacklog);
        AddWhere(path, _keys.Protection.HalfOpenPerUe, protection.HalfOpenPerUe);
        AddWhere(path, _keys.Protection.PendingJoins, protection.PendingJoins);
    }

    private void AddAttacks(IReadOnlyList<AttackPlan> attacks)
    {
        var keys = _keys.Attack;
        foreach (var attack in attacks)
        {
            var path = $"{_keys.Top.Attacks.Name}.{attack.Id}";
            Add(path, keys.Kind, attack.Kind);
            Add(path, keys.From, attack.From);
            Add(path, keys.Flow, attack.Flow);
            Add(path, keys.Rate, attack.Gap);
            Add(path, keys.Start, attack.Start);
            AddWhere(path, keys.Until, attack.Until);
            AddWhere(path, keys.Sources, attack.Sources);
            if (attack.Sees is { } link)
            {
                Add(path, keys.Sees, link);
            }
        }
    }
}
