using Mpsim.Models.Kernel;
using Mpsim.Models.Network;
using Mpsim.Models.Network.Middleboxes;
using Mpsim.Models.Probes;
using Mpsim.Models.Units;
using Mpsim.Models.Wire;
using Mpsim.Scenarios.Plan;

namespace Mpsim.Assembly;

/// <summary>Makes middleboxes and puts them in their places: at a link's second end, or at a router's interface to the outside.</summary>
internal sealed class MiddleboxAssembly(VariantPlan variant, RandomStreams streams, Scheduler scheduler, PacketPool pool, EventSink log, AlterationSink alterations)
{
    private readonly List<MiddleboxChain> _chains = [];

    public IReadOnlyList<MiddleboxChain> Chains => _chains;

    /// <summary>To be done before the links are made.</summary>
    /// <param name="interfaceOn">Finds the interface of a node on a link.</param>
    public void AddTo(Func<string, string, Interface> interfaceOn)
    {
        foreach (var link in variant.Links)
        {
            Add(link.Middleboxes, interfaceOn(link.Second, link.Id), Heading.Up, link.Id);
        }

        foreach (var node in variant.Nodes.Where(node => node.Outside is not null))
        {
            Add(node.Middleboxes, interfaceOn(node.Id, node.Outside!), Heading.Down, node.Id);
        }
    }

    private void Add(IReadOnlyList<MiddleboxPlan> plans, Interface at, Heading inward, string name)
    {
        if (plans.Count == 0)
        {
            return;
        }

        var boxes = plans.Select((plan, index) => Create(plan, name, streams.Create($"middlebox/{name}/{index}"))).ToArray();
        _chains.Add(new MiddleboxChain(at, boxes, inward, new MiddleboxSite(name, scheduler, pool, log, alterations)));
        foreach (var (plan, box) in plans.Zip(boxes))
        {
            foreach (var change in variant.NaptEvents.Where(change => box is Napt && change.Napt == name))
            {
                _ = new NaptRenumbering(scheduler, (Napt)box, change.At, change.Address);
            }

            if (plan.From is not null || plan.Until is not null)
            {
                _ = new MiddleboxSwitch(scheduler, box, plan.From ?? Instant.Zero, plan.Until ?? Instant.Never);
            }
        }
    }

    private Middlebox Create(MiddleboxPlan plan, string name, RandomStream chance)
    {
        var entry = Middleboxes.Find(plan.Settings.Box) ?? throw new InvalidOperationException($"no middlebox is named {plan.Settings.Box}");
        var napt = plan.Settings.Napt is { } settings ? Settings(settings, plan, NaptSite.Of(variant.Nodes, variant.Links).First(site => site.Name == name)) : null;
        return entry.Create(plan.Settings with { Napt = napt }, chance);
    }

    private NaptSettings Settings(NaptSettings settings, MiddleboxPlan plan, NaptSite site) => settings with
    {
        PublicAddress = plan.PublicAddress,
        ForwardTo = site.ForwardAddress(variant.Nodes, variant.Links),
        Sharing = settings.Sharing with
        {
            Addresses = [plan.PublicAddress, .. plan.FurtherAddresses],
            Subscribers = InsideAddresses.Behind(InsideAddresses.Of(variant.Nodes, variant.Population), site, variant.Nodes, variant.Links, variant.Population),
        },
    };
}
