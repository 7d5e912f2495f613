using Mpsim.Models.Units;
using Mpsim.Scenarios.Keys;
using Mpsim.Scenarios.Plan;

namespace Mpsim.Scenarios;

/// <content>The classes of a population.</content>
public sealed partial class ResolvedParameters
{
    private void AddPopulation(IReadOnlyList<SubscriberClassPlan> classes)
    {
        if (classes.Count == 0)
        {
            return;
        }

        Add("population", _keys.Population.Subscribers, classes.Sum(group => group.Count));
        foreach (var group in classes)
        {
            AddClass(group);
        }
    }

    private void AddClass(SubscriberClassPlan group)
    {
        var (keys, path) = (_keys.Population, $"population.classes.{group.Id}");
        Add(path, keys.ClassShare, group.Share);
        Add(path, keys.ClassAttach, group.Attach);
        Add(path, keys.MptcpShare, group.MptcpShare);
        Add(path, _keys.Node.Profile, group.Template.Profile);
        AddTcp($"{path}.tcp", group.Template.Tcp);
        AddMptcp($"{path}.mptcp", group.Template.Mptcp);
        foreach (var access in group.Accesses)
        {
            var at = $"{path}.{keys.Access.Name}.{access.Link.Id}";
            Add(at, keys.AccessShare, access.Share);
            Add($"{at}.{_keys.Link.Access.Name}", access.Link.Access);
            Add(at, _keys.Link.Mtu, access.Link.Mtu);
            AddAccessDirection($"{at}.{_keys.Link.Up.Name}", access.Link.Up, access.Up);
            AddAccessDirection($"{at}.{_keys.Link.Down.Name}", access.Link.Down, access.Down);
        }
    }

    private void AddAccessDirection(string path, DirectionPlan direction, RatePlan rate)
    {
        var at = $"{path}.{_keys.Link.Rate.Name}";
        switch (rate)
        {
            case ConstantRate constant:
                Add(at, RateKeys.Form.Write(constant.Rate));
                break;
            case UniformRate uniform:
                Add($"{at}.{_keys.Rate.Uniform.Name}", $"[{RateKeys.Form.Write(uniform.Lowest)}, {RateKeys.Form.Write(uniform.Highest)}]");
                break;
            case EmpiricalRate empirical:
                Add($"{at}.{_keys.Rate.Cdf.Name}", Points(empirical.Points, bits => RateKeys.Form.Write(new DataRate(bits))));
                break;
        }

        Add(path, _keys.Link.Delay, direction.Delay);
        Add(path, _keys.Link.Jitter, direction.Jitter);
        AddQueue($"{path}.{_keys.Link.Queue.Name}", direction.Queue);
        AddLoss($"{path}.{_keys.Link.Loss.Name}", direction.Loss);
    }

    private static string Points(IReadOnlyList<DistributionPoint> points, Func<long, string> write) =>
        $"{{ {string.Join(", ", points.Select(point => $"{write(point.Value)}: {Forms.Percent.Write(point.UpTo)}"))} }}";
}
