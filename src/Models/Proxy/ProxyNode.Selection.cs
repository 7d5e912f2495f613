using Mpsim.Models.Wire;

namespace Mpsim.Models.Proxy;

// One of several proxies on the way (draft-deng-mptcp-proxy-01, requirement j): each session is for the one that was chosen for it.
public sealed partial class ProxyNode
{
    /// <summary>Sessions for which this proxy was chosen so far; null where nothing is chosen.</summary>
    public long? SessionsSelected => _proxy.Selection?.Totals.Find(each => each.Proxy == Name).Sessions;

    /// <summary>The proxy that was chosen for the session of a SYN in this one's place; null when it is for this one.</summary>
    private string? IsAnothers(Packet syn) => _proxy.Selection?.Choose(Name, syn.Source, syn.Destination) is { } chosen && chosen != Name ? chosen : null;
}
