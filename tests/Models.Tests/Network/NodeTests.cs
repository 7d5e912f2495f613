using Mpsim.Models.Kernel;
using Mpsim.Models.Network;
using Mpsim.Models.Units;
using Mpsim.Models.Wire;

namespace Mpsim.Models.Tests.Network;

public sealed class NodeTests
{
    private readonly Scheduler _scheduler = new();
    private readonly PacketPool _pool = new();
    private readonly Watcher _left;
    private readonly Router _router;
    private readonly Watcher _right;

    public NodeTests()
    {
        _left = new Watcher("left", _pool);
        _router = new Router("router", _pool);
        _right = new Watcher("right", _pool);
        Connect(_left.AddInterface("e", IpAddress.Of(10, 1, 0, 2), 24), _router.AddInterface("l", IpAddress.Of(10, 1, 0, 1), 24));
        Connect(_router.AddInterface("r", IpAddress.Of(10, 2, 0, 1), 24), _right.AddInterface("e", IpAddress.Of(10, 2, 0, 2), 24));
        _left.Routing.Main.AddDefault(_left.Interfaces[0]);
        _right.Routing.Main.AddDefault(_right.Interfaces[0]);
    }

    [Fact]
    public void Router_forwards_packets_between_its_links()
    {
        _left.SendTo(_pool, IpAddress.Of(10, 2, 0, 2));
        _right.SendTo(_pool, IpAddress.Of(10, 1, 0, 2));
        _scheduler.Run(Instant.Never);

        Assert.Equal(1, _left.Received);
        Assert.Equal(1, _right.Received);
        Assert.Equal(4, _scheduler.EventsExecuted);
        Assert.Equal(0, _pool.Outstanding);
    }

    [Fact]
    public void Packet_without_route_is_counted_and_dropped()
    {
        _left.SendTo(_pool, IpAddress.Of(10, 3, 0, 1));
        _scheduler.Run(Instant.Never);

        Assert.Equal(1, _router.DroppedWithoutRoute.Packets);
        Assert.Equal(0, _pool.Outstanding);
    }

    [Fact]
    public void Node_is_told_when_an_interface_changes_and_only_then()
    {
        var changed = _left.Interfaces[0];
        changed.SetUp(true);
        changed.SetUp(false);
        changed.SetUp(false);
        changed.SetUp(true);

        Assert.Equal([(changed, false), (changed, true)], _left.Changes);
    }

    [Fact]
    public void Packets_to_an_interface_that_is_down_are_dropped()
    {
        _left.Interfaces[0].SetUp(false);
        var packet = _pool.Rent();
        packet.WireLength = 99;
        _left.Interfaces[0].Send(packet);

        Assert.Equal(99, _left.Interfaces[0].DroppedWhileDown.Bytes);
        Assert.Equal(0, _pool.Outstanding);
    }

    [Fact]
    public void Interface_without_link_and_names_used_twice_are_faults_of_assembly()
    {
        var lonely = _left.AddInterface("lonely", IpAddress.Of(1, 2, 3, 4));

        Assert.Throws<InvalidOperationException>(() => lonely.Send(_pool.Rent()));
        Assert.Throws<ArgumentException>(() => _left.AddInterface("lonely", IpAddress.Of(1, 2, 3, 5)));
    }

    private void Connect(Interface left, Interface right)
    {
        left.Egress = new Link(_scheduler, _pool, $"{left.Node} to {right.Node}", LinkBench.Settings(), right);
        right.Egress = new Link(_scheduler, _pool, $"{right.Node} to {left.Node}", LinkBench.Settings(), left);
    }

    private sealed class Watcher(string name, PacketPool pool) : Node(name, pool)
    {
        public int Received { get; private set; }

        public List<(Interface, bool)> Changes { get; } = [];

        public override void Receive(Packet packet, Interface arrivedOn)
        {
            Received++;
            Pool.Return(packet);
        }

        public void SendTo(PacketPool pool, IpAddress destination)
        {
            var packet = pool.Rent();
            packet.Source = new Endpoint(Interfaces[0].Address, 1);
            packet.Destination = new Endpoint(destination, 2);
            packet.WireLength = 100;
            Forward(packet);
        }

        protected internal override void OnInterfaceChanged(Interface changed, bool up) => Changes.Add((changed, up));
    }
}
