using Mpsim.Models.Network.Middleboxes;
using Mpsim.Models.Network.Sharing;
using Mpsim.Models.Proxy;
using Mpsim.Results;

namespace Mpsim.Measuring;

/// <summary>One place where subscribers share public addresses, and how its figures are read.</summary>
/// <param name="Place">The link or node that has the NAPT, or the proxy.</param>
/// <param name="IsTold">The scenario says how addresses are shared there.</param>
/// <param name="Ledger">Who has how many ports at the time; another proxy's after a crash.</param>
internal sealed record SharedAddresses(string Place, bool IsTold, Func<PortLedger> Ledger)
{
    private static readonly (PortShortage Reason, string Word)[] Reasons =
    [
        (PortShortage.Ports, "no port"), (PortShortage.SubscriberLimit, "limit of ports"), (PortShortage.Blocks, "no block"),
        (PortShortage.SubscriberBlocks, "blocks full"), (PortShortage.Stranger, "no subscriber"),
    ];

    /// <summary>All places of a network.</summary>
    public static IReadOnlyList<SharedAddresses> Of(IEnumerable<MiddleboxChain> chains, IEnumerable<Func<ProxyNode>> proxies) =>
    [
        .. chains.SelectMany(chain => chain.Boxes).OfType<Napt>().Select(napt => new SharedAddresses(napt.StandsAt, napt.Settings.Sharing.IsTold, () => napt.Ports)),
        .. proxies.Where(proxy => proxy().LendsAddresses).Select(proxy => new SharedAddresses(proxy().Name, proxy().SharesAddresses, () => proxy().Ports)),
    ];

    /// <summary>Sums the place up.</summary>
    public PortResult Result()
    {
        var ledger = Ledger();
        return new PortResult
        {
            Place = Place,
            IsTold = IsTold,
            InUse = ledger.InUse,
            Peak = ledger.Peak,
            Refusals = [.. Reasons.Select(each => (each.Word, ledger.RefusedFor(each.Reason))).Where(each => each.Item2 > 0)],
            Classes = [.. ledger.Subscribers.GroupBy(account => account.Group).Select(Class)],
        };
    }

    private static PortClassResult Class(IGrouping<string, SubscriberPorts> of) => new(
        of.Key,
        of.Count(),
        of.Sum(account => account.InUse),
        of.Max(account => account.Peak),
        of.Average(account => account.Peak),
        of.Max(account => account.BlocksPeak),
        of.Sum(account => account.Given),
        of.Sum(account => account.BlocksGiven),
        of.Sum(account => Reasons.Sum(each => account.RefusedFor(each.Reason))));
}
