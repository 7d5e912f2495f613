using Mpsim.Models.Hosts;
using Mpsim.Models.Kernel;
using Mpsim.Models.Network;
using Mpsim.Models.Wire;

namespace Mpsim.Models.Tests.Hosts;

public sealed class PortExhaustionTests
{
    private static readonly IpAddress _local = IpAddress.Of(10, 0, 0, 1);
    private static readonly Endpoint _remote = new(IpAddress.Of(10, 0, 0, 2), 80);

    [Fact]
    public void Every_ephemeral_port_may_be_used_toward_one_endpoint_and_again_when_a_connection_has_ended()
    {
        var host = new Host("host", new Scheduler(), new PacketPool(), new RandomStreams(1, 0).Create("host"), new HostSettings());
        host.AddInterface("lan", _local).Outlet = new Sink(host);
        var sockets = new List<StreamSocket>();
        while (host.HasFreePort(_local, _remote))
        {
            sockets.Add(host.Connect(_local, _remote, new Owner()));
        }

        Assert.Equal(60_999 - 32_768 + 1, sockets.Count);
        Assert.Equal(Host.EphemeralPorts, sockets.Count);
        Assert.True(host.HasFreePort(_local, new Endpoint(_remote.Address, 81)));

        sockets[100].Abort();

        Assert.True(host.HasFreePort(_local, _remote));
    }

    private sealed class Owner : SocketOwner;

    private sealed class Sink(Host host) : PacketOutlet
    {
        public override void Take(Packet packet) => host.Pool.Return(packet);
    }
}
