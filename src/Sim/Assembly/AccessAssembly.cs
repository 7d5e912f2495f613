using Mpsim.Models.Kernel;
using Mpsim.Models.Network;
using Mpsim.Models.Probes;
using Mpsim.Models.Proxy.Reports;
using Mpsim.Scenarios.Plan;

namespace Mpsim.Assembly;

/// <summary>Makes the reports by which proxies learn what accesses are, and tells them what becomes of these.</summary>
internal sealed class AccessAssembly
{
    private readonly List<(string Proxy, AccessReports Reports)> _all = [];

    public AccessAssembly(VariantPlan variant, RandomStreams streams, Scheduler scheduler, EventSink log)
    {
        var types = variant.AccessTypes;
        foreach (var node in variant.Nodes)
        {
            if (node.Proxy?.AccessReports is not { } plan)
            {
                continue;
            }

            var settings = new AccessReportSettings { FromUe = plan.FromUe, Delay = plan.Delay, Loss = plan.Loss, Error = plan.Error, Repeat = plan.Repeat, Order = plan.Order, Types = types };
            var reports = new AccessReports(scheduler, node.Id, settings, streams.Create($"access-reports/{node.Id}"), log);
            foreach (var ue in variant.Nodes.Where(each => each.Kind == NodeKind.Ue))
            {
                foreach (var face in ue.Interfaces)
                {
                    reports.Add(face.Link, ue.Id, variant.Link(face.Link).Access, face.Addresses);
                }
            }

            foreach (var group in variant.Population)
            {
                foreach (var (face, access) in group.Template.Interfaces.Zip(group.Accesses))
                {
                    reports.AddNetwork($"{group.Id}/{face.Link}", access.Link.Access, face.V4, SubscriberClassPlan.NetworkLength);
                }
            }

            _all.Add((node.Id, reports));
        }
    }

    /// <summary>The reports to a proxy; null where there are none.</summary>
    public AccessReports? Of(string proxy) => _all.Find(each => each.Proxy == proxy).Reports;

    /// <summary>The links are there, and the first reports set out.</summary>
    /// <param name="links">The two links of an access, that of the UE's own packets first.</param>
    public void Start(Func<string, string, Link[]> links)
    {
        foreach (var (_, reports) in _all)
        {
            foreach (var access in reports.Accesses)
            {
                access.Links = links(access.Name, access.Ue);
            }

            reports.Start();
        }
    }

    public void Change(string link, string type)
    {
        foreach (var (_, reports) in _all)
        {
            reports.Change(link, type);
        }
    }
}
