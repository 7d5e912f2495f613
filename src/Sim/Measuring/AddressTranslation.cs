using Mpsim.Models.Network.Middleboxes;
using Mpsim.Models.Proxy;
using Mpsim.Models.Wire;

namespace Mpsim.Measuring;

/// <summary>Undoes what the NAPTs of a network do, and proxies that show a server their own address, so that both ends of a connection are known by one pair of endpoints.</summary>
/// <param name="napts">The NAPTs.</param>
/// <param name="proxies">The proxies, each as it works at the time: another box after a crash.</param>
internal sealed class AddressTranslation(IReadOnlyList<Napt> napts, IReadOnlyList<Func<ProxyNode>> proxies)
{
    /// <summary>The endpoint of the host itself, behind however many NAPTs.</summary>
    public Endpoint Innermost(Endpoint endpoint)
    {
        for (var i = 0; i < proxies.Count; i++)
        {
            // One proxy may have gone on for another.
            if (proxies[i]().TryFindUe(endpoint, out var ue) && ue != endpoint)
            {
                endpoint = ue;
                i = -1;
            }
        }

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
}
