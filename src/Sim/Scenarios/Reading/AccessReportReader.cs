using Mpsim.Scenarios.Keys;
using Mpsim.Scenarios.Plan;
using Mpsim.Scenarios.Values;
using Mpsim.Scenarios.Yaml;

namespace Mpsim.Scenarios.Reading;

/// <summary>Reads how a proxy learns what accesses are, and judges what goes by it once all types are known.</summary>
internal sealed class AccessReportReader(ReadingContext context)
{
    private const string User = "strict-priority";

    private static readonly NameForm AnyType = new("a type of access");

    private AccessReportKeys Keys => context.Keys.AccessReport;

    /// <returns>Null where nobody tells.</returns>
    public AccessReportPlan? Read(MappingReader node)
    {
        var key = context.Keys.Node.AccessReports;
        if (node.Find(key) is null)
        {
            return null;
        }

        var reports = node.Open(key, Keys.Group);
        return new AccessReportPlan
        {
            FromUe = reports.Read(Keys.FromUe),
            Delay = reports.Read(Keys.Delay),
            Loss = reports.Read(Keys.Loss),
            Error = reports.Read(Keys.Error),
            Repeat = reports.Read(Keys.Repeat),
            Order = Order(reports),
        };
    }

    /// <summary>A type that no link ever has is most likely a slip.</summary>
    public void Check(NodePlan node, TreeEntry entry, IReadOnlyList<string> types)
    {
        if (node.Proxy is not { AccessReports: { } plan } proxy)
        {
            return;
        }

        var reader = new MappingReader(entry.Value, $"nodes.{node.Id}", entry.Key.Position, context.Keys.Node.Group, context.Errors);
        var reports = reader.Open(context.Keys.Node.AccessReports, Keys.Group);
        foreach (var (index, item) in reports.Items(Keys.Order).Index())
        {
            CheckType(item, $"{reports.PathOf(Keys.Order)}.{index}", types);
        }

        if (plan.Order.Count > 0)
        {
            var isUsed = node.Mptcp.Scheduler == User || node.Mptcp.Timetable.Any(window => window.Scheduler == User);
            context.Errors.Idle.Note(reports.PositionOf(Keys.Order), reports.PathOf(Keys.Order), isUsed, $"the scheduler '{node.Mptcp.Scheduler}' has no use for '{Keys.Order.Name}'", $"mptcp: {{ scheduler: {User} }}, here or in a variant");
        }

        foreach (var (index, rule) in proxy.Mode == ProxyMode.Hybrid ? reader.Items(context.Keys.Node.Policy).Index() : [])
        {
            if ((rule as TreeMapping)?.Find(context.Keys.Policy.Access.Name) is { } type)
            {
                CheckType(type, $"{reader.PathOf(context.Keys.Node.Policy)}.{index}.{context.Keys.Policy.Access.Name}", types);
            }
        }
    }

    private void CheckType(TreeNode item, string path, IReadOnlyList<string> types)
    {
        if (item is TreeScalar { Value.Length: > 0 } name && !types.Contains(name.Value))
        {
            context.Errors.AddUnknown(item.Position, path, "type of access", name.Value, types);
        }
    }

    private List<string> Order(MappingReader reports)
    {
        var order = new List<string>();
        foreach (var (index, item) in reports.Items(Keys.Order).Index())
        {
            var path = $"{reports.PathOf(Keys.Order)}.{index}";
            if (!reports.TryRead(item, path, AnyType, out var type))
            {
                continue;
            }

            if (order.Contains(type))
            {
                context.Errors.Add(item.Position, path, $"the type '{type}' stands in the list twice");
            }

            order.Add(type);
        }

        return order;
    }
}
