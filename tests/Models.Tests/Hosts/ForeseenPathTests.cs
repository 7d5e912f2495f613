using Mpsim.Models.Hosts;
using Mpsim.Models.Kernel;
using Mpsim.Models.Tcp;
using Mpsim.Models.Wire;

namespace Mpsim.Models.Tests.Hosts;

/// <summary>What a link has foreseen of a packet is a guess.</summary>
public sealed class ForeseenPathTests
{
    private static readonly Endpoint Local = new(IpAddress.Of(10, 0, 0, 1), 80);
    private static readonly Endpoint Remote = new(IpAddress.Of(10, 0, 0, 2), 1000);
    private static readonly Endpoint Other = new(IpAddress.Of(10, 0, 0, 2), 1001);

    private readonly Host _host = MakeHost();

    [Fact]
    public void Packet_goes_to_the_foreseen_path_when_it_is_between_its_ends()
    {
        var path = AddPath(_host, Remote);

        Receive(path);

        Assert.Equal(60, path.WireBytesReceived);
    }

    [Fact]
    public void Path_between_other_ends_does_not_get_the_packet()
    {
        var path = AddPath(_host, Remote);
        var other = AddPath(_host, Other);

        Receive(other);

        Assert.Equal((60L, 0L), (path.WireBytesReceived, other.WireBytesReceived));
    }

    [Fact]
    public void Path_of_another_host_does_not_get_the_packet()
    {
        var path = AddPath(_host, Remote);
        var abroad = AddPath(MakeHost(), Remote);

        Receive(abroad);

        Assert.Equal((60L, 0L), (path.WireBytesReceived, abroad.WireBytesReceived));
    }

    [Fact]
    public void Path_that_is_gone_does_not_get_the_packet()
    {
        var gone = AddPath(_host, Remote);
        _host.Remove(gone);
        var path = AddPath(_host, Remote);

        Receive(gone);

        Assert.Equal((60L, 0L), (path.WireBytesReceived, gone.WireBytesReceived));
    }

    private static Host MakeHost() => new("host", new Scheduler(), new PacketPool(), new RandomStreams(1, 0).Create("host"), new HostSettings());

    private static SocketPath AddPath(Host host, Endpoint remote) =>
        new TcpSocket(host, new TcpConnection(TcpSettings.Default, 1, 1), Local, remote, null).Paths[0];

    private void Receive(SocketPath foreseen)
    {
        var packet = _host.Pool.Rent();
        packet.Source = Remote;
        packet.Destination = Local;
        packet.WireLength = 60;
        packet.Foreseen = foreseen;
        _host.Receive(packet, null!);
    }
}
