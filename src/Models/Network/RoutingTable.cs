using System.Numerics;
using System.Runtime.CompilerServices;
using Mpsim.Models.Wire;

namespace Mpsim.Models.Network;

/// <summary>
/// Where a node sends packets: rules by source address first, then the main table, as in Linux policy routing
/// (<c>ip rule add from ADDRESS lookup TABLE</c>). With one such rule per interface, a multi-homed host sends packets
/// with an interface's address out of that interface.
/// </summary>
public sealed class RoutingTable
{
    private const int SmallestCache = 16;
    private const int LargestCache = 4096;

    private readonly Node _node;
    private readonly List<SourceRule> _rules = [];

    /// <summary>Answers by (source, destination), each pair in the one slot that its hash names.</summary>
    private CachedRoute[] _cache = [];
    private int _cacheShift;

    internal RoutingTable(Node node)
    {
        _node = node;
        Main = new RouteList(this);
    }

    /// <summary>The table of packets that no rule decides.</summary>
    public RouteList Main { get; }

    /// <summary>Adds the rule <c>from SOURCE lookup</c> a new table, which is returned. Rules are tried in the order they were added; one whose table has no route decides nothing.</summary>
    /// <param name="source">Address or prefix.</param>
    /// <param name="length">Bits of it that count; null for the whole address.</param>
    public RouteList AddTableFrom(IpAddress source, int? length = null)
    {
        var table = new RouteList(this);
        var bits = length ?? source.Width;
        _rules.Add(new SourceRule(source.Prefix(bits), bits, table));
        Invalidate();
        return table;
    }

    /// <summary>The interface by which a packet leaves; null when there is no route, or the destination is the node itself.</summary>
    public Interface? Lookup(IpAddress source, IpAddress destination)
    {
        var cache = _cache;
        var slot = Slot(source, destination);
        if (slot < (ulong)cache.Length)
        {
            ref var cached = ref cache[slot];
            if (cached.Source == source && cached.Destination == destination)
            {
                return cached.Via;
            }
        }

        return LookupAndCache(source, destination);
    }

    /// <summary>Adds all routes and rules of another node.</summary>
    /// <param name="other">The other node's.</param>
    /// <param name="ownOf">This node's interface in the place of one of the other's.</param>
    internal void CopyFrom(RoutingTable other, Func<Interface, Interface> ownOf)
    {
        Copy(other.Main, Main, ownOf);
        foreach (var rule in other._rules)
        {
            Copy(rule.Table, AddTableFrom(rule.Prefix, rule.Length), ownOf);
        }
    }

    private static void Copy(RouteList from, RouteList to, Func<Interface, Interface> ownOf)
    {
        foreach (var route in from.Routes)
        {
            to.Add(route.Prefix, route.Length, ownOf(route.Via));
        }
    }

    /// <summary>Another number whenever an answer may have changed; never zero.</summary>
    internal int Version { get; private set; } = 1;

    /// <summary>Forgets remembered answers, because routes or interfaces changed.</summary>
    internal void Invalidate()
    {
        _cache = [];
        Version++;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ulong Slot(IpAddress source, IpAddress destination) =>
        ((BitOperations.RotateLeft(source.Digest, 32) ^ destination.Digest) * 0x9E3779B97F4A7C15) >> _cacheShift;

    private Interface? LookupAndCache(IpAddress source, IpAddress destination)
    {
        if (_cache.Length == 0)
        {
            var size = Math.Clamp((int)BitOperations.RoundUpToPowerOf2((uint)Main.Routes.Count * 4), SmallestCache, LargestCache);
            _cache = new CachedRoute[size];
            _cacheShift = 64 - BitOperations.Log2((uint)size);
        }

        var via = LookupRules(source, destination);
        _cache[Slot(source, destination)] = new CachedRoute { Source = source, Destination = destination, Via = via };
        return via;
    }

    private Interface? LookupRules(IpAddress source, IpAddress destination)
    {
        if (_node.HasAddress(destination))
        {
            return null;
        }

        foreach (var rule in _rules)
        {
            if (source.Width == rule.Prefix.Width && source.Prefix(rule.Length) == rule.Prefix && rule.Table.Lookup(destination) is { } via)
            {
                return via;
            }
        }

        return Main.Lookup(destination);
    }

    private readonly record struct SourceRule(IpAddress Prefix, int Length, RouteList Table);

    private struct CachedRoute
    {
        public IpAddress Source;
        public IpAddress Destination;
        public Interface? Via;
    }
}
