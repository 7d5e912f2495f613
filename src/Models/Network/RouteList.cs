using Mpsim.Models.Wire;

namespace Mpsim.Models.Network;

/// <summary>
/// One table of routes, looked up by the longest prefix. Routes are kept sorted by prefix length (longest first) and
/// prefix, so a lookup is one binary search per length in use, and thousands of host routes stay cheap.
/// </summary>
public sealed class RouteList
{
    private readonly RoutingTable _owner;
    private readonly List<Route> _routes = [];

    internal RouteList(RoutingTable owner) => _owner = owner;

    public IReadOnlyList<Route> Routes => _routes;

    /// <summary>Adds a route. Of two routes to the same prefix the one added first is used, while its interface is up.</summary>
    /// <param name="prefix">Bits beyond the length are ignored.</param>
    /// <param name="length">0 (every address of the prefix's family) to 32 or 128 (one address).</param>
    /// <param name="via">An interface of the node.</param>
    public void Add(IpAddress prefix, int length, Interface via)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, prefix.Width);
        var route = new Route(prefix.Prefix(length), length, via);
        _routes.Insert(FirstAfter(route.Prefix, length), route);
        _owner.Invalidate();
    }

    /// <summary>Adds the routes to everything, of both families.</summary>
    public void AddDefault(Interface via)
    {
        Add(new IpAddress(0), 0, via);
        Add(default, 0, via);
    }

    /// <summary>The interface of the most specific route whose interface is up, or null.</summary>
    internal Interface? Lookup(IpAddress destination)
    {
        var position = 0;
        while (position < _routes.Count)
        {
            var length = _routes[position].Length;
            if (length <= destination.Width)
            {
                var prefix = destination.Prefix(length);
                for (var i = FirstAtOrAfter(prefix, length); i < _routes.Count && _routes[i].Length == length && _routes[i].Prefix == prefix; i++)
                {
                    if (_routes[i].Via.IsUp)
                    {
                        return _routes[i].Via;
                    }
                }
            }

            position = FirstAfter(new IpAddress(ulong.MaxValue, ulong.MaxValue), length);
        }

        return null;
    }

    private int FirstAtOrAfter(IpAddress prefix, int length) => Position(prefix, length, 0);

    private int FirstAfter(IpAddress prefix, int length) => Position(prefix, length, 1);

    /// <summary>The first route that does not compare below <paramref name="bound"/>.</summary>
    private int Position(IpAddress prefix, int length, int bound)
    {
        var low = 0;
        var high = _routes.Count;
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (Compare(_routes[middle], prefix, length) < bound)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }

    /// <summary>Negative, zero or positive: where the route lies in the order of the list, seen from a prefix.</summary>
    private static int Compare(Route route, IpAddress prefix, int length) =>
        route.Length != length ? length.CompareTo(route.Length) : route.Prefix.CompareTo(prefix);
}

/// <summary>Packets to addresses that begin with the first <paramref name="Length"/> bits of <paramref name="Prefix"/> leave by <paramref name="Via"/>.</summary>
public readonly record struct Route(IpAddress Prefix, int Length, Interface Via);
