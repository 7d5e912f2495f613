using Mpsim.Models.Hosts;
using Mpsim.Models.Kernel;
using Mpsim.Models.Mptcp;
using Mpsim.Models.Mptcp.Paths;
using Mpsim.Models.Network;
using Mpsim.Models.Proxy;
using Mpsim.Models.Tests.Mptcp;
using Mpsim.Models.Wire;

namespace Mpsim.Models.Tests.Proxy;

/// <summary>A laptop without MPTCP behind a CPE with two uplinks, with a tester on the LAN, before the usual first tester, proxy and server.</summary>
internal sealed class CpePair
{
    private static readonly PathSpec[] Uplinks = [new(10, 10), new(20, 25)];

    private readonly RandomStreams _streams = new(5, 1);

    /// <param name="proxy">The proxy in the network; null for none.</param>
    /// <param name="server">The server; null for one without MPTCP behind a proxy, and with it else.</param>
    /// <param name="change">Changes the settings of the CPE.</param>
    /// <param name="laptop">The laptop; null for plain TCP.</param>
    public CpePair(ProxySettings? proxy, HostSettings? server = null, Func<ProxySettings, ProxySettings>? change = null, HostSettings? laptop = null)
    {
        Pair = new MptcpPair([new PathSpec(1000, 1)], server: server, proxy: proxy);
        var host = new Host("laptop", Pair.Scheduler, Pair.Pool, _streams.Create("laptop"), laptop ?? MptcpPair.Plain, Pair.Events);
        Lan = new Tap("lan", Pair.Scheduler, Pair.Pool);
        var settings = new ProxySettings { Mode = ProxyMode.Cpe, Source = ProxySource.Own, Uplinks = ["uplink0", "uplink1"], TowardUe = MptcpPair.Plain, TowardServer = OwnSubflows() };
        Cpe = new ProxyNode("cpe", Pair.Scheduler, Pair.Pool, _streams.Create("cpe"), change?.Invoke(settings) ?? settings, Pair.Events);
        var here = host.AddInterface("eth", MptcpPair.UeAddress(0, 1));
        var there = Lan.AddInterface("eth", IpAddress.Of(192, 168, 200, 1));
        Join(here, there, Lan1);
        host.Routing.Main.AddDefault(here);
        Lan.Routing.Main.Add(here.Address, 32, there);
        var inside = Lan.AddInterface("cpe", IpAddress.Of(192, 168, 200, 2));
        var face = Cpe.AddInterface("lan", IpAddress.Of(192, 168, 200, 3));
        Join(inside, face, Lan1);
        Lan.Routing.Main.AddDefault(inside);
        Cpe.Routing.Main.Add(here.Address, 32, face);
        for (var i = 0; i < Uplinks.Length; i++)
        {
            AddUplink(i, here.Address);
        }

        Pair.Ues.Add(host);
    }

    public MptcpPair Pair { get; }

    public ProxyNode Cpe { get; }

    /// <summary>Between the laptop and the CPE.</summary>
    public Tap Lan { get; }

    private static PathSpec Lan1 => new(1000, 1) { Queue = 10_000 };

    public static IpAddress UplinkAddress(int index) => IpAddress.Of(10, 9, (byte)index, 1);

    public (StreamPeer Laptop, StreamPeer Server) Connect(long up, long down, Action<StreamPeer>? ofLaptop = null, Action<StreamPeer>? ofServer = null) =>
        Pair.Connect(up, down, ue: 1, ofUe: ofLaptop, ofServer: ofServer);

    public void Drain()
    {
        Pair.Drain();
        Assert.Equal((0, 0, 0), (Cpe.Connections.Count, Cpe.MptcpConnections, Cpe.Sessions));
    }

    private static HostSettings OwnSubflows()
    {
        PathEndpoint[] endpoints = [.. Uplinks.Select((_, i) => new PathEndpoint((byte)(i + 1), UplinkAddress(i), PathEndpointFlags.Subflow))];
        return new HostSettings { SpeaksMptcp = true, Mptcp = new MptcpSettings { PathManager = () => new InKernelPathManager(new PathManagerSettings(endpoints, 8, 8)) } };
    }

    private void AddUplink(int index, IpAddress laptop)
    {
        var own = Cpe.AddInterface($"uplink{index}", UplinkAddress(index));
        var far = Pair.Tap.AddInterface($"cpe{index}", IpAddress.Of(10, 9, (byte)index, 254));
        Join(own, far, Uplinks[index]);
        Cpe.Routing.AddTableFrom(own.Address).AddDefault(own);
        Pair.Tap.Routing.Main.Add(own.Address, 32, far);
        if (index == 0)
        {
            Cpe.Routing.Main.AddDefault(own);
            Pair.Tap.Routing.Main.Add(laptop, 32, far);
        }
    }

    private void Join(Interface left, Interface right, PathSpec spec)
    {
        left.Egress = new Link(Pair.Scheduler, Pair.Pool, $"{left}.up", spec.Settings(_streams.Create($"{left}.up")), right);
        right.Egress = new Link(Pair.Scheduler, Pair.Pool, $"{right}.down", spec.Settings(_streams.Create($"{right}.down")), left);
    }
}
