using Mpsim.Models.Mptcp;
using Mpsim.Models.Mptcp.Paths;
using Mpsim.Models.Wire;

namespace Mpsim.Models.Tests.Mptcp;

/// <summary>What path managers do with addresses of both families, without a network.</summary>
public sealed class DualStackTests
{
    private static readonly IpAddress Lte = Address("2001:db8:1::1");
    private static readonly IpAddress Wlan = Address("10.2.0.1");
    private static readonly IpAddress WlanSix = Address("2001:db8:2::1");
    private static readonly Endpoint ServerFour = new(Address("10.3.0.2"), 80);
    private static readonly Endpoint ServerSix = new(Address("2001:db8:3::2"), 80);

    [Theory]
    [InlineData("fullmesh", "10.2.0.1 > 10.3.0.2:80", "2001:db8:2::1 > [2001:db8:3::2]:80")]
    [InlineData("signalled", "10.2.0.1 > 10.3.0.2:80")]
    [InlineData("in-order", ":: > 10.3.0.2:80", "2001:db8:2::1 > [2001:db8:3::2]:80")]
    [InlineData("active-backup", ":: > 10.3.0.2:80", "2001:db8:2::1 > [2001:db8:3::2]:80")]
    [InlineData("single")]
    public void Every_subflow_is_of_one_family(string manager, params string[] wanted)
    {
        var paths = Open(manager, [Lte, Wlan, WlanSix], ServerSix);
        paths.OnAddressAnnounced(1, ServerFour);

        Assert.Equal(wanted.Order(StringComparer.Ordinal), Requests(paths).Select(request => $"{request.Local} > {request.Remote}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Announced_address_is_not_joined_by_the_routes_where_links_are_left_out()
    {
        var settings = new PathManagerSettings([new PathEndpoint(1, Lte, PathEndpointFlags.Subflow)], 8, 8) { AsksRoutes = false };
        var paths = new InKernelPathManager(settings);
        paths.OnFullyEstablished(new Endpoint(Lte, 4000), ServerSix, isClient: true, remoteAllowsJoins: true);
        paths.OnAddressAnnounced(1, ServerFour);

        Assert.Empty(Requests(paths));
    }

    [Fact]
    public void Single_fails_over_to_the_announced_address_of_the_endpoints_family()
    {
        var paths = Open("single", [Lte, Wlan], ServerSix);
        paths.OnSubflowStalled(Lte);
        Assert.Empty(Requests(paths));
        paths = Open("single", [Lte, Wlan], ServerSix);
        paths.OnAddressAnnounced(5, ServerFour);
        paths.OnSubflowStalled(Lte);

        Assert.Equal(new JoinRequest(2, Wlan, 5, ServerFour, false), Assert.Single(Requests(paths)));
    }

    [Fact]
    public void Address_of_the_other_family_that_is_lost_comes_back_only_where_it_has_somewhere_to_go()
    {
        var paths = Open("fullmesh", [Lte, Wlan], ServerSix);
        Assert.False(paths.Reopens(Wlan));
        Assert.True(paths.Reopens(Lte));
        paths.OnAddressAnnounced(5, ServerFour);

        Assert.True(paths.Reopens(Wlan));
    }

    [Fact]
    public void Identifiers_are_zero_for_the_initial_address_and_different_for_all_others()
    {
        var paths = Open("fullmesh", [Lte, Wlan], ServerSix);
        var implicitId = paths.IdOf(WlanSix);

        Assert.Equal([0, 2, 3], new[] { paths.IdOf(Lte), paths.IdOf(Wlan), implicitId }.Select(id => (int)id));
        Assert.Equal(implicitId, paths.IdOf(WlanSix));
        Assert.Equal(4, paths.IdOf(ServerFour.Address));
    }

    [Fact]
    public void Connection_lets_go_of_all_addresses_of_an_interface_at_once()
    {
        // The subflow of the one would else carry the word that the other is gone, over the same dead interface.
        var pair = new MptcpPair([new(10, 10), new(10, 10)]);
        pair.Ue.AddAddress(pair.Ue.Interfaces[1], IpAddress.Of(10, 0, 9, 1));
        pair.Tap.Routing.Main.Add(IpAddress.Of(10, 0, 9, 1), 32, pair.Tap.Interfaces[1]);
        pair.Ue.Routing.AddTableFrom(IpAddress.Of(10, 0, 9, 1)).AddDefault(pair.Ue.Interfaces[1]);
        var (ue, server) = pair.Connect(4_000_000, 4_000_000);
        pair.At(1, () => pair.Ue.Interfaces[1].SetUp(false));
        pair.RunUntil(1.1);

        Assert.Equal([0], server.Connection.Subflows.Where(subflow => subflow.Phase == SubflowPhase.Established).Select(subflow => (int)(subflow.Remote.Address.Bits >> 8 & 255)));
        pair.Drain();
        Assert.Equal((4_000_000, 4_000_000), (ue.Read, server.Read));
    }

    private static PathManager Open(string name, IpAddress[] endpoints, Endpoint remote)
    {
        var entry = PathManagers.Find(name)!;
        var paths = entry.Create(new PathManagerSettings([.. endpoints.Select((address, index) => new PathEndpoint((byte)(index + 1), address, PathEndpointFlags.Subflow))], entry.SubflowLimit, entry.AddAddrAccepted));
        paths.OnFullyEstablished(new Endpoint(endpoints[0], 4000), remote, isClient: true, remoteAllowsJoins: true);
        return paths;
    }

    private static List<JoinRequest> Requests(PathManager paths)
    {
        var requests = new List<JoinRequest>();
        while (paths.TryTakeRequest(out var request))
        {
            requests.Add(request);
        }

        return requests;
    }

    private static IpAddress Address(string text)
    {
        Assert.True(IpAddress.TryParse(text, out var address));
        return address;
    }
}
