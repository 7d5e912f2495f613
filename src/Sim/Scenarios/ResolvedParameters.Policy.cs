using Mpsim.Scenarios.Keys;
using Mpsim.Scenarios.Plan;

namespace Mpsim.Scenarios;

// The rules and limits of proxies.
public sealed partial class ResolvedParameters
{
    private void AddPolicy(string path, IReadOnlyList<ProxyRulePlan> rules)
    {
        foreach (var (index, rule) in rules.Index())
        {
            AddRule($"{path}.{index}", rule, _keys.Policy);
        }
    }

    private void AddRule(string path, ProxyRulePlan rule, PolicyKeys keys)
    {
        Add(path, keys.Name, rule.Name);
        AddNames(path, keys.Subscribers, rule.Subscribers);
        AddNames(path, keys.Servers, rule.Servers);
        AddWhere(path, keys.ServerPrefix, rule.ServerPrefix);
        AddNames(path, keys.Flows, rule.Flows);
        AddWhere(path, keys.Ports, rule.Ports);
        AddWhere(path, keys.Capability, rule.Capability);
        AddName(path, keys.Access, rule.Access);
        AddWhere(path, keys.Quota, rule.QuotaIsUsedUp);
        AddWhere(path, keys.SessionsAtLeast, rule.SessionsAtLeast);
        AddWhere(path, keys.SessionsBelow, rule.SessionsBelow);
        AddWhere(path, keys.From, rule.From);
        AddWhere(path, keys.Until, rule.Until);
        Add(path, keys.Action, rule.Action);
    }

    private void AddLimits(string path, IReadOnlyList<SessionLimitPlan> limits)
    {
        foreach (var (index, limit) in limits.Index())
        {
            var (at, keys) = ($"{path}.{index}", _keys.Limit);
            Add(at, keys.Name, limit.Name);
            AddNames(at, keys.Subscribers, limit.Subscribers);
            AddNames(at, keys.Flows, limit.Flows);
            AddWhere(at, keys.Ports, limit.Ports);
            AddWhere(at, keys.SessionsPerUe, limit.SessionsPerUe);
            AddWhere(at, keys.SessionsPerServer, limit.SessionsPerServer);
            AddWhere(at, keys.SubflowsPerSession, limit.SubflowsPerSession);
            AddRate($"{at}.{keys.RatePerSession.Name}", limit.RatePerSession, keys);
            AddRate($"{at}.{keys.RatePerUe.Name}", limit.RatePerUe, keys);
            AddWhere(at, keys.Burst, limit.Burst);
        }
    }

    private void AddPooling(string path, IReadOnlyList<PoolingRulePlan> pooling)
    {
        foreach (var (index, rule) in pooling.Index())
        {
            var (at, keys) = ($"{path}.{index}", _keys.Pooling);
            Add(at, keys.Name, rule.Name);
            AddNames(at, keys.Subscribers, rule.Subscribers);
            AddNames(at, keys.Flows, rule.Flows);
            AddWhere(at, keys.Ports, rule.Ports);
            Add($"{at}.{_keys.Mptcp.Scheduler.Name}", rule.Mptcp.Scheduler);
            Add(at, _keys.Mptcp.DelayThreshold, rule.Mptcp.DelayThreshold);
            Add(at, _keys.Mptcp.StaleLossCount, rule.Mptcp.StaleLossCount);
            AddOrder(at, rule.Mptcp);
        }
    }

    private void AddRate(string path, DirectedRatePlan rate, LimitKeys keys)
    {
        AddWhere(path, keys.Up, rate.Up);
        AddWhere(path, keys.Down, rate.Down);
    }

    private void AddSteering(string path, SteeringPlan steering)
    {
        AddNames(path, _keys.Steering.Announce, steering.Announce);
        Add(path, _keys.Steering.CFlag, steering.CFlag);
        Add(path, _keys.Steering.Rewrites, steering.Rewrites);
    }

    private void AddName(string path, Key key, string? name)
    {
        if (name is not null)
        {
            Add($"{path}.{key.Name}", name);
        }
    }

    private void AddNames(string path, Key key, IReadOnlyList<string> names)
    {
        if (names.Count > 0)
        {
            Add($"{path}.{key.Name}", $"[{string.Join(", ", names)}]");
        }
    }

    private void AddWhere<T>(string path, Key<T> key, T? value)
        where T : struct
    {
        if (value is { } given)
        {
            Add(path, key, given);
        }
    }
}
