using Mpsim.Models.Hosts;
using Mpsim.Models.Kernel;
using Mpsim.Models.Mptcp;
using Mpsim.Models.Mptcp.Paths;
using Mpsim.Models.Network;
using Mpsim.Models.Proxy;
using Mpsim.Models.Tests.Mptcp;
using Mpsim.Models.Wire;

namespace Mpsim.Models.Tests.Proxy;

/// <summary>A UE whose second path leads past the proxy, by a link of its own from the first tester to the second, and on to the proxy's address there.</summary>
internal static class OffPathPair
{
    /// <summary>The proxy's address on the side of the server.</summary>
    public static readonly IpAddress Own = IpAddress.Of(172, 16, 2, 1);

    private static readonly PathSpec Wide = new(1000, 5) { Queue = 10_000 };

    public static MptcpPair Create(ProxySettings proxy, HostSettings? ue = null, HostSettings? server = null)
    {
        var pair = new MptcpPair([new(10, 10), new(20, 25)], ue, server, proxy);
        var left = pair.Tap.AddInterface("past", IpAddress.Of(172, 18, 0, 1));
        var right = pair.ServerTap.AddInterface("past", IpAddress.Of(172, 18, 0, 2));
        var chance = new RandomStreams(9, 1).Create("past");
        left.Egress = new Link(pair.Scheduler, pair.Pool, "past.up", Wide.Settings(chance), right);
        right.Egress = new Link(pair.Scheduler, pair.Pool, "past.down", Wide.Settings(chance), left);

        // What comes from the second path goes past the proxy, and what goes to it comes past it.
        var second = pair.Tap.Routing.AddTableFrom(MptcpPair.UeAddress(1));
        second.Add(MptcpPair.ServerAddress(), 8, left);
        second.Add(Own, 32, left);
        pair.ServerTap.Routing.Main.Add(MptcpPair.UeAddress(1), 32, right);
        pair.ServerTap.Routing.Main.Add(Own, 32, pair.ServerTap.FindInterface("core2")!);
        pair.Proxy!.Routing.Main.Add(MptcpPair.UeAddress(1), 32, pair.Proxy.FindInterface("core2")!);
        return pair;
    }

    /// <summary>The server's answers to the first path go past the proxy as well.</summary>
    public static MptcpPair WithReturnPast(this MptcpPair pair)
    {
        pair.ServerTap.Routing.Main.Add(MptcpPair.UeAddress(0), 32, pair.ServerTap.FindInterface("past")!);
        return pair;
    }

    /// <summary>Toward the UE, the proxy announces its own address.</summary>
    public static ProxySettings Announcing(bool cFlag = true, ProxyMode mode = ProxyMode.TakeOver) => new()
    {
        Mode = mode,
        TowardUe = new HostSettings
        {
            SpeaksMptcp = true,
            Mptcp = new MptcpSettings
            {
                JoinsToInitialAddress = !cFlag,
                PathManager = () => new InKernelPathManager(new PathManagerSettings([new PathEndpoint(1, Own, PathEndpointFlags.Signal)], 8, 0)),
            },
        },
    };
}
