using Mpsim.Models.Hosts;
using Mpsim.Models.Kernel;
using Mpsim.Models.Network;
using Mpsim.Models.Tcp;
using Mpsim.Models.Units;
using Mpsim.Models.Wire;

namespace Mpsim.Models.Tests.Hosts;

/// <summary>A path remembers by which interface its packets leave, for as long as that is what the routes say.</summary>
public sealed class RememberedRouteTests
{
    private static readonly IpAddress Server = IpAddress.Of(10, 0, 9, 1);

    private readonly Scheduler _scheduler = new();
    private readonly PacketPool _pool = new();
    private readonly Host _host;
    private readonly Interface _first;
    private readonly Interface _second;
    private readonly SocketPath _path;

    public RememberedRouteTests()
    {
        _host = new Host("host", _scheduler, _pool, new RandomStreams(1, 0).Create("host"), new HostSettings());
        var router = new Router("router", _pool);
        _first = Connect(router, "first", IpAddress.Of(10, 0, 1, 1), IpAddress.Of(10, 0, 1, 2));
        _second = Connect(router, "second", IpAddress.Of(10, 0, 2, 1), IpAddress.Of(10, 0, 2, 2));
        _host.Routing.Main.AddDefault(_first);
        _host.Routing.Main.AddDefault(_second);
        _path = new TcpSocket(_host, new TcpConnection(TcpSettings.Default, 1, 1), new Endpoint(_first.Address, 1000), new Endpoint(Server, 80), null).Paths[0];
    }

    [Fact]
    public void Packets_of_a_path_leave_by_the_same_interface()
    {
        Send(3);

        Assert.Equal((3L, 0L), Sent());
    }

    [Fact]
    public void Interface_that_goes_down_gives_way_to_the_other_and_takes_over_again()
    {
        Send(2);
        _first.SetUp(false);
        Send(3);
        _first.SetUp(true);
        Send(1);

        Assert.Equal((3L, 3L), Sent());
        Assert.Equal(0, _first.DroppedWhileDown.Packets);
    }

    [Fact]
    public void Better_route_is_taken_from_when_it_is_there()
    {
        Send(2);
        _host.Routing.Main.Add(Server, 32, _second);
        Send(3);

        Assert.Equal((2L, 3L), Sent());
    }

    [Fact]
    public void Host_that_is_left_without_a_route_drops_the_packet()
    {
        Send(1);
        _first.SetUp(false);
        _second.SetUp(false);
        Send(2);

        Assert.Equal((1L, 0L), Sent());
        Assert.Equal(2, _host.DroppedWithoutRoute.Packets);
    }

    private Interface Connect(Router router, string name, IpAddress address, IpAddress gateway)
    {
        var near = _host.AddInterface(name, address);
        var far = router.AddInterface(name, gateway);
        near.Egress = new Link(_scheduler, _pool, name, new LinkSettings { Rate = RateSchedule.Constant(DataRate.FromMegabitsPerSecond(1000)), Delay = DelaySchedule.Constant(Duration.FromMilliseconds(1)) }, far);
        return near;
    }

    private (long First, long Second) Sent() => (_first.Egress!.Offered.Packets, _second.Egress!.Offered.Packets);

    private void Send(int packets)
    {
        for (var i = 0; i < packets; i++)
        {
            _host.Send(_pool.Rent(), _path);
        }
    }
}
