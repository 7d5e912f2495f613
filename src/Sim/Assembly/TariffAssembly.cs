using Mpsim.Models.Hosts;
using Mpsim.Models.Kernel;
using Mpsim.Models.Network;
using Mpsim.Models.Network.Metering;
using Mpsim.Models.Probes;
using Mpsim.Models.Units;
using Mpsim.Models.Wire;
using Mpsim.Scenarios.Plan;

namespace Mpsim.Assembly;

/// <summary>Makes the meters of accesses that cost something, and does what is to be done when a quota is used up.</summary>
internal sealed class TariffAssembly
{
    private readonly VariantPlan _variant;
    private readonly EventSink _log;
    private readonly List<(AccessMeter Meter, string Owner, OverQuota Action)> _meters = [];
    private readonly Dictionary<IpAddress, AccessMeter> _byAddress = [];

    /// <summary>All prices that there ever are, from low to high: a price's index is its place.</summary>
    private readonly decimal[] _prices;

    public TariffAssembly(VariantPlan variant, Scheduler scheduler, EventSink log)
    {
        (_variant, _log) = (variant, log);
        foreach (var node in variant.Nodes.Where(node => node.Kind == NodeKind.Ue || node.IsCpe))
        {
            foreach (var face in node.Interfaces)
            {
                if (variant.Link(face.Link).Tariff is not { } plan || _meters.Exists(each => each.Meter.Name == face.Link))
                {
                    continue;
                }

                var meter = new AccessMeter(scheduler, face.Link, new Tariff { PricePerGigabyte = plan.Price, Quota = plan.Quota, PriceBeyond = plan.PriceBeyond });
                _meters.Add((meter, node.Id, plan.OverQuota));
                foreach (var address in face.Addresses)
                {
                    _byAddress.Add(address, meter);
                }
            }
        }

        _prices = [.. _meters.SelectMany(each => new[] { each.Meter.Tariff.PricePerGigabyte, each.Meter.Tariff.PriceBeyond ?? 0 }).Append(0).Distinct().Order()];
    }

    /// <summary>The meter of a link; null where it costs nothing.</summary>
    public AccessMeter? Of(string link) => _meters.Find(each => each.Meter.Name == link).Meter;

    /// <summary>The meter of the access with an address of a UE; null where it costs nothing.</summary>
    public AccessMeter? Find(IpAddress ue) => _byAddress.GetValueOrDefault(ue);

    /// <summary>The quota of the access with an address of a UE is used up.</summary>
    public bool IsUsedUp(IpAddress ue) => Find(ue) is { IsUsedUp: true };

    /// <summary>The place of an access in the order of prices now, the cheapest first; what costs nothing comes before all.</summary>
    public int PlaceOf(IpAddress local, IpAddress remote) => (Find(local) ?? Find(remote)) is { } meter ? Array.BinarySearch(_prices, meter.PriceNow) : 0;

    /// <summary>The links are there, and the meters run.</summary>
    public void Start(IReadOnlyDictionary<string, Node> nodes, IReadOnlyDictionary<string, Interface[]> endsOfLink)
    {
        foreach (var (meter, owner, action) in _meters)
        {
            var host = (Host)nodes[owner];
            var face = host.FindInterface(meter.Name)!;
            var isTold = false;
            meter.OverQuota = (_, now) =>
            {
                if (!isTold)
                {
                    isTold = true;
                    _log.Record(now, meter.Name, "quota-used-up", $"{_variant.Link(meter.Name).Tariff!.Quota} of {owner}, which {Words(action)}");
                }

                Act(action, host, face);
            };
            meter.Start([.. endsOfLink[meter.Name].Select(end => end.Egress!)]);
        }
    }

    private static void Act(OverQuota action, Host host, Interface face)
    {
        switch (action)
        {
            case OverQuota.Backup:
                host.SetBackup(face);
                break;
            case OverQuota.Drop:
                face.SetUp(false);
                break;
        }
    }

    private static string Words(OverQuota action) => action switch
    {
        OverQuota.Backup => "has it for a backup from now on",
        OverQuota.Drop => "switches it off",
        _ => "goes on",
    };
}
