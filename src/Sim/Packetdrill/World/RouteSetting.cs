using System.Globalization;
using Mpsim.Models.Wire;
using Mpsim.Packetdrill.Matching;

namespace Mpsim.Packetdrill.World;

/// <summary>What a route to the tester says of it: <c>ip route add ADDRESS via … advmss 600 mtu lock 640 initcwnd 11</c>.</summary>
/// <param name="Remote">The tester's address.</param>
/// <param name="Mtu">Octets of a packet that the path takes, or null.</param>
/// <param name="AnnouncedMss">The MSS that the host announces, or null.</param>
/// <param name="InitialWindow">Segments, or null.</param>
internal sealed record RouteSetting(IpAddress Remote, int? Mtu, int? AnnouncedMss, int? InitialWindow)
{
    /// <summary>The tester's address of packetdrill itself for IPv6, which scripts that set routes of their own name.</summary>
    private static readonly IpAddress DefaultIPv6 = IpAddress.TryParse("2001:db8::1", out var address) ? address : default;

    /// <returns>Null where it is another command, or another route.</returns>
    public static RouteSetting? TryRead(List<string> words, DrillAddresses addresses)
    {
        if (words.Count < 4 || words[2] is not ("add" or "change" or "replace") || !IpAddress.TryParse(words[3], out var target) || (target != addresses.Remote && target != DefaultIPv6))
        {
            return null;
        }

        var route = new RouteSetting(addresses.Remote, null, null, null);
        for (var i = 4; i < words.Count; i += 2)
        {
            if (words[i] == "mtu" && i + 1 < words.Count && words[i + 1] == "lock")
            {
                i++;
            }

            if (i + 1 >= words.Count)
            {
                return null;
            }

            var isNumber = int.TryParse(words[i + 1], NumberStyles.None, CultureInfo.InvariantCulture, out var number);
            switch (words[i] == "lock" ? "mtu" : words[i])
            {
                case "via" or "dev" or "src":
                    break;
                case "mtu" when isNumber:
                    route = route with { Mtu = number };
                    break;
                case "advmss" when isNumber:
                    route = route with { AnnouncedMss = number };
                    break;
                case "initcwnd" when isNumber:
                    route = route with { InitialWindow = number };
                    break;
                default:
                    return null;
            }
        }

        return route;
    }

    /// <summary>Holds for connections that begin later.</summary>
    public void Apply(DrillWorld world)
    {
        if (Mtu is { } mtu)
        {
            world.Host.SetPathMtu(Remote, mtu);
        }

        var tcp = world.Configuration.Tcp;
        world.Configuration.Tcp = tcp with { AnnouncedMss = AnnouncedMss ?? tcp.AnnouncedMss, InitialWindow = InitialWindow ?? tcp.InitialWindow };
    }
}
