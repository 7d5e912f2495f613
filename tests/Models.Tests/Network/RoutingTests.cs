using CsCheck;
using Mpsim.Models.Network;
using Mpsim.Models.Wire;

namespace Mpsim.Models.Tests.Network;

public sealed class RoutingTests
{
    private readonly Router _router = new("router", new PacketPool());
    private readonly Interface _a;
    private readonly Interface _b;
    private readonly Interface _c;

    public RoutingTests()
    {
        _a = _router.AddInterface("a", IpAddress.Of(10, 1, 0, 1), 16, "lte");
        _b = _router.AddInterface("b", IpAddress.Of(10, 2, 0, 1), 16, "wlan");
        _c = _router.AddInterface("c", IpAddress.Of(192, 168, 0, 1), 24);
    }

    [Fact]
    public void Longest_prefix_wins()
    {
        _router.Routing.Main.AddDefault(_a);
        _router.Routing.Main.Add(IpAddress.Of(10, 1, 7, 0), 24, _b);
        _router.Routing.Main.Add(IpAddress.Of(10, 1, 7, 9), 32, _c);

        Assert.Same(_c, To(10, 1, 7, 9));
        Assert.Same(_b, To(10, 1, 7, 8));
        Assert.Same(_a, To(10, 1, 8, 8));
        Assert.Same(_b, To(10, 2, 8, 8));
        Assert.Same(_a, To(8, 8, 8, 8));
    }

    [Fact]
    public void Network_of_an_interface_is_reached_by_it_and_nothing_else_without_a_route()
    {
        Assert.Same(_c, To(192, 168, 0, 200));
        Assert.Null(To(192, 168, 1, 1));
    }

    [Fact]
    public void Own_addresses_are_not_forwarded_to() => Assert.Null(To(10, 1, 0, 1));

    [Fact]
    public void Rule_by_source_address_sends_packets_out_of_their_interface()
    {
        _router.Routing.Main.AddDefault(_a);
        _router.Routing.AddTableFrom(_b.Address).AddDefault(_b);

        Assert.Same(_b, _router.Routing.Lookup(_b.Address, IpAddress.Of(8, 8, 8, 8)));
        Assert.Same(_a, _router.Routing.Lookup(_a.Address, IpAddress.Of(8, 8, 8, 8)));
    }

    [Fact]
    public void Rule_whose_table_has_no_route_leaves_the_decision_to_the_next()
    {
        _router.Routing.Main.AddDefault(_a);
        _router.Routing.AddTableFrom(IpAddress.Of(10, 9, 0, 0), 16).Add(IpAddress.Of(8, 8, 0, 0), 16, _b);
        _router.Routing.AddTableFrom(IpAddress.Of(10, 9, 9, 9)).Add(IpAddress.Of(9, 0, 0, 0), 8, _c);

        var source = IpAddress.Of(10, 9, 9, 9);
        Assert.Same(_b, _router.Routing.Lookup(source, IpAddress.Of(8, 8, 8, 8)));
        Assert.Same(_c, _router.Routing.Lookup(source, IpAddress.Of(9, 9, 9, 9)));
        Assert.Same(_a, _router.Routing.Lookup(source, IpAddress.Of(7, 7, 7, 7)));
    }

    [Fact]
    public void Routes_by_an_interface_that_is_down_are_passed_over_until_it_is_up()
    {
        _router.Routing.Main.AddDefault(_a);
        _router.Routing.Main.AddDefault(_b);
        Assert.Same(_a, To(8, 8, 8, 8));

        _a.SetUp(false);
        Assert.Same(_b, To(8, 8, 8, 8));
        Assert.Same(_b, To(10, 1, 5, 5));

        _a.SetUp(true);
        Assert.Same(_a, To(8, 8, 8, 8));
    }

    [Fact]
    public void Remembered_answers_are_forgotten_when_routes_change()
    {
        Assert.Null(To(8, 8, 8, 8));
        _router.Routing.Main.AddDefault(_a);
        Assert.Same(_a, To(8, 8, 8, 8));
        _router.Routing.Main.Add(IpAddress.Of(8, 0, 0, 0), 8, _b);
        Assert.Same(_b, To(8, 8, 8, 8));
    }

    [Fact]
    public void Any_table_answers_like_a_scan_of_all_routes()
    {
        var gen = Gen.Select(Gen.Select(Gen.UInt[0, 0xFFF], Gen.Int[20, 32]).List[0, 40], Gen.UInt[0, 0xFFF].List[1, 100]);
        gen.Sample((prefixes, destinations) =>
        {
            var router = new Router("r", new PacketPool());
            var interfaces = Enumerable.Range(0, 41).Select(i => router.AddInterface($"{i}", new IpAddress(0xF0000000u + (uint)i))).ToArray();
            var routes = prefixes.Select((prefix, i) => (Mask: prefix.Item2, Prefix: prefix.Item1 >> (32 - prefix.Item2), Via: interfaces[i])).ToList();
            for (var i = 0; i < prefixes.Count; i++)
            {
                router.Routing.Main.Add(new IpAddress(prefixes[i].Item1), prefixes[i].Item2, interfaces[i]);
            }

            foreach (var destination in destinations.Concat(destinations))
            {
                var expected = routes.Where(route => destination >> (32 - route.Mask) == route.Prefix).OrderByDescending(route => route.Mask).Select(route => route.Via).FirstOrDefault();
                Assert.Same(expected, router.Routing.Lookup(new IpAddress(1), new IpAddress(destination)));
            }
        });
    }

    [Fact]
    public void Routes_of_one_family_do_not_lead_packets_of_the_other()
    {
        _router.Routing.Main.Add(default, 0, _a);
        Assert.Null(To(8, 8, 8, 8));
        Assert.Same(_a, _router.Routing.Lookup(new IpAddress(1, 1), new IpAddress(0x2001, 9)));
        _router.Routing.Main.Add(IpAddress.Of(0, 0, 0, 0), 0, _b);
        Assert.Same(_b, To(8, 8, 8, 8));
        Assert.Same(_a, _router.Routing.Lookup(new IpAddress(1, 1), new IpAddress(0x2001, 9)));
    }

    [Fact]
    public void Longest_IPv6_prefix_wins_up_to_the_whole_address()
    {
        var host = new IpAddress(0x2001_0db8_0000_0001, 7);
        _router.Routing.Main.Add(new IpAddress(0x2001_0db8_0000_0000, 0), 32, _a);
        _router.Routing.Main.Add(host, 64, _b);
        _router.Routing.Main.Add(host, 128, _c);
        var source = new IpAddress(0x2001, 1);
        Assert.Same(_c, _router.Routing.Lookup(source, host));
        Assert.Same(_b, _router.Routing.Lookup(source, new IpAddress(host.High, 8)));
        Assert.Same(_a, _router.Routing.Lookup(source, new IpAddress(host.High + 1, 7)));
    }

    [Fact]
    public void Rule_by_IPv6_source_decides_only_for_that_source()
    {
        var own = new IpAddress(0x2001_0db8_0000_0001, 2);
        _router.Routing.Main.AddDefault(_a);
        _router.Routing.AddTableFrom(own).AddDefault(_b);
        Assert.Same(_b, _router.Routing.Lookup(own, new IpAddress(0x2002, 1)));
        Assert.Same(_a, _router.Routing.Lookup(new IpAddress(own.High, 3), new IpAddress(0x2002, 1)));
        Assert.Throws<ArgumentOutOfRangeException>(() => _router.Routing.Main.Add(IpAddress.Of(10, 0, 0, 0), 33, _a));
    }

    private Interface? To(byte a, byte b, byte c, byte d) => _router.Routing.Lookup(IpAddress.Of(1, 1, 1, 1), IpAddress.Of(a, b, c, d));
}
