using Mpsim.Models.Network.Middleboxes;
using Mpsim.Models.Proxy;
using Mpsim.Models.Wire;

namespace Mpsim.Measuring;

/// <summary>Undoes what the NAPTs of a network do, and proxies that show a server their own address, so that both ends of a connection are known by one pair of endpoints.</summary>
/// <param name="napts">The NAPTs.</param>
/// <param name="proxies">The proxies, each as it works at the time: another box after a crash.</param>
internal sealed class AddressTranslation(IReadOnlyList<Napt> napts, IReadOnlyList<Func<ProxyNode>> proxies)
{
    /// <summary>The endpoint of the UE itself, behind however many proxies and NAPTs, whichever comes first.</summary>
    public Endpoint Innermost(Endpoint endpoint)
    {
        while (true)
        {
            endpoint = BehindNapts(endpoint);
            if (BehindProxy(endpoint) is not { } ue)
            {
                return endpoint;
            }

            endpoint = ue;
        }
    }

    /// <summary>The endpoint of the host or proxy that sends from it, behind however many NAPTs.</summary>
    public Endpoint BehindNapts(Endpoint endpoint)
    {
        for (var i = 0; i < napts.Count; i++)
        {
            if (napts[i].TryFindInside(endpoint, out var inside) && inside != endpoint)
            {
                endpoint = inside;
                i = -1;
            }
        }

        return endpoint;
    }

    private Endpoint? BehindProxy(in Endpoint endpoint)
    {
        for (var i = 0; i < proxies.Count; i++)
        {
            if (proxies[i]().TryFindUe(endpoint, out var ue) && ue != endpoint)
            {
                return ue;
            }
        }

        return null;
    }
}
