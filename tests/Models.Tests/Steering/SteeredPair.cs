using Mpsim.Models.Hosts;
using Mpsim.Models.Network.Middleboxes;
using Mpsim.Models.Proxy;
using Mpsim.Models.Steering;
using Mpsim.Models.Tests.Mptcp;
using Mpsim.Models.Wire;

namespace Mpsim.Models.Tests.Steering;

/// <summary>A UE that addresses a proxy itself: round trips of 30 ms to the proxy (a) and 20 ms from there to the server (b), on the first of two paths.</summary>
internal sealed class SteeredPair
{
    public const double A = 0.030;
    public const double B = 0.020;

    /// <summary>Links on which a packet takes next to no time: delays are those of light.</summary>
    public static readonly PathSpec[] Fast = [new(10_000, 10), new(10_000, 25)];

    public static readonly Endpoint Converter = new(IpAddress.Of(172, 16, 1, 2), 5124);
    public static readonly Endpoint Socks = new(Converter.Address, 1080);

    public SteeredPair(ProxyServices? services = null, bool serverSpeaksMptcp = false, bool ueSpeaksMptcp = true, IReadOnlyList<SessionLimit>? limits = null, Func<int, Middlebox[]>? boxes = null, ulong seed = 1, PathSpec[]? paths = null, PathSpec? core = null, Func<HostSettings, HostSettings>? change = null, Func<ProxySettings, ProxySettings>? ofProxy = null)
    {
        var proxy = new ProxySettings { Mode = ProxyMode.Forward, Services = services ?? new ProxyServices { ConvertPort = 5124, SocksPort = 1080, PlainMode = true }, Limits = limits ?? [] };
        proxy = ofProxy is null ? proxy : ofProxy(proxy);
        paths ??= [new(10, 10), new(20, 25)];
        var ue = ueSpeaksMptcp ? MptcpPair.Mptcp(paths.Length) : MptcpPair.Plain;
        Pair = new MptcpPair(paths, ue: change is null ? ue : change(ue), server: serverSpeaksMptcp ? MptcpPair.Mptcp(0) : MptcpPair.Plain, proxy: proxy, boxes: boxes, seed: seed, core: core);
        Pair.Tap.Routing.Main.Add(Converter.Address, 16, Pair.Tap.FindInterface("core1")!);
        Pair.ServerTap.Routing.Main.Add(Converter.Address, 16, Pair.ServerTap.FindInterface("core2")!);
        Client = new SteeringClient(Pair.Ue);
    }

    public MptcpPair Pair { get; }

    public SteeringClient Client { get; }

    /// <summary>The sockets that were opened for the connections, in their order.</summary>
    public List<ProtocolSocket> Sockets { get; } = [];

    public static SteeringSettings Convert => new() { Kind = SteeringKind.Convert, Proxy = Converter };

    public static SteeringSettings Socks5 => new() { Kind = SteeringKind.Socks5, Proxy = Socks };

    public static SteeringSettings PlainMode => new() { Kind = SteeringKind.PlainMode, Proxy = Converter };

    /// <summary>Opens a connection to the server by way of the proxy.</summary>
    public (StreamPeer Ue, StreamPeer Server) Connect(SteeringSettings steering, long up = 0, long down = 0, bool listens = true)
    {
        var opener = new StreamPeer(Pair, "up", up, "down");
        var acceptor = new StreamPeer(Pair, "down", down, "up");
        var server = new Endpoint(MptcpPair.ServerAddress(), (ushort)(80 + _opened++));
        if (listens)
        {
            Pair.Server.Listen(server.Port, acceptor.Attach);
        }

        opener.Socket = Client.Connect(new SteeringRequest(steering, MptcpPair.UeAddress(0), server, Pair.Ue.Settings, up > 0, Sockets.Add), opener);
        if (opener.Socket.WriteSpace > 0)
        {
            opener.OnWritable(opener.Socket, Pair.Scheduler.Now);
        }

        return (opener, acceptor);
    }

    private int _opened;

    /// <summary>Runs until nothing happens any more, and checks that nothing is left anywhere.</summary>
    public void Drain() => Pair.Drain(Pair.Scheduler.Now.Seconds + 10_000);

    /// <summary>Events of a kind, in words.</summary>
    public IEnumerable<string> Events(string kind) => Pair.Events.All.Where(entry => entry.Kind == kind).Select(entry => entry.Detail);
}
