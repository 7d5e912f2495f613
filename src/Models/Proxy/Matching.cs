using Mpsim.Models.Wire;

namespace Mpsim.Models.Proxy;

/// <summary>The conditions that rules and limits have in common; null holds for everything.</summary>
internal static class Matching
{
    public static bool Includes(IReadOnlyList<(ushort First, ushort Last)>? ports, ushort port)
    {
        for (var i = 0; i < ports?.Count; i++)
        {
            if (port >= ports[i].First && port <= ports[i].Last)
            {
                return true;
            }
        }

        return ports is null;
    }

    public static bool Includes(IReadOnlyList<AddressPrefix>? prefixes, IpAddress address)
    {
        for (var i = 0; i < prefixes?.Count; i++)
        {
            if (prefixes[i].Contains(address))
            {
                return true;
            }
        }

        return prefixes is null;
    }
}
