using Mpsim.Models.Apps;
using Mpsim.Models.Hosts;
using Mpsim.Models.Kernel;
using Mpsim.Models.Mptcp;
using Mpsim.Models.Mptcp.Paths;
using Mpsim.Models.Network;
using Mpsim.Models.Network.Middleboxes;
using Mpsim.Models.Proxy;
using Mpsim.Models.Proxy.Failover;
using Mpsim.Models.Units;
using Mpsim.Models.Wire;

namespace Mpsim.Models.Tests.Mptcp;

/// <summary>
/// UEs with several access paths each, a tester on the wire, and a server; with a proxy, the proxy and a second tester
/// between the first one and the server. Real scheduler, links and hosts.
/// </summary>
internal sealed class MptcpPair
{
    public const ushort Port = 80;

    private readonly RandomStreams _streams;
    private readonly Scheduler _scheduler = new();
    private readonly PacketPool _pool = new();
    private readonly PathSpec[] _paths;
    private readonly Func<int, Middlebox[]>? _boxes;

    public MptcpPair(PathSpec[] paths, HostSettings? ue = null, HostSettings? server = null, ProxySettings? proxy = null, int ues = 1, int serverAddresses = 1, ulong seed = 1, PathSpec? core = null, Func<int, HostSettings>? ueSettings = null, Func<int, Middlebox[]>? boxes = null, StandbySettings? protection = null)
    {
        _boxes = boxes;
        Ledger.Literals = _pool.Literals;
        _streams = new RandomStreams(seed, 1);
        _paths = paths;
        Core = core ?? Core;
        Tap = new Tap("tap", _scheduler, _pool);
        Server = new Host("server", _scheduler, _pool, _streams.Create("server"), server ?? (proxy is null ? Mptcp(0) : Plain), Events);
        for (var i = 0; i < ues; i++)
        {
            Ues.Add(AddUe(i, ueSettings?.Invoke(i) ?? ue ?? Mptcp(paths.Length)));
        }

        if (proxy is null)
        {
            ServerTap = Tap;
        }
        else if (protection is not null)
        {
            Site = new ProxySite("proxy", _scheduler, _pool, protection, (time, generation, log) => new ProxyNode("proxy", time, _pool, _streams.Create($"proxy/{generation}"), proxy, log), Events);
            ServerTap = new Tap("server tap", _scheduler, _pool);
            AddCore(Tap, Site, 1);
            AddCore(Site, ServerTap, 2);
        }
        else
        {
            Proxy = new ProxyNode("proxy", _scheduler, _pool, _streams.Create("proxy"), proxy, Events);
            ServerTap = new Tap("server tap", _scheduler, _pool);
            AddCore(Tap, Proxy, 1);
            AddCore(Proxy, ServerTap, 2);
        }

        for (var i = 0; i < serverAddresses; i++)
        {
            AddServerLink(i);
        }

        Site?.Begin();
    }

    public static HostSettings Plain { get; } = new();

    public Scheduler Scheduler => _scheduler;

    public PacketPool Pool => _pool;

    public EventLog Events { get; } = new();

    public StreamLedger Ledger { get; } = new();

    public List<Host> Ues { get; } = [];

    public Host Ue => Ues[0];

    public Host Server { get; }

    public ProxyNode? Proxy { get; }

    /// <summary>The proxy's place, where it may crash.</summary>
    public ProxySite? Site { get; }

    /// <summary>Between the UEs and the proxy or server.</summary>
    public Tap Tap { get; }

    /// <summary>On the server's side of the proxy; the same as <see cref="Tap"/> without one.</summary>
    public Tap ServerTap { get; }

    public List<Link> Uplinks { get; } = [];

    public List<Link> Downlinks { get; } = [];

    public static IpAddress UeAddress(int path, int ue = 0) => IpAddress.Of(10, (byte)ue, (byte)path, 1);

    public static IpAddress ServerAddress(int index = 0) => IpAddress.Of(192, 168, (byte)index, 1);

    public static bool IsToServer(Endpoint destination) => destination.Address.Bits >> 24 == 192;

    /// <summary>A host that speaks MPTCP and opens a subflow from each of its further addresses.</summary>
    public static HostSettings Mptcp(int paths, PathEndpointFlags flags = PathEndpointFlags.Subflow, Func<MptcpSettings, MptcpSettings>? change = null)
    {
        var endpoints = Enumerable.Range(1, Math.Max(0, paths - 1)).Select(i => new PathEndpoint((byte)i, UeAddress(i), flags)).ToArray();
        var settings = new MptcpSettings { PathManager = () => new InKernelPathManager(new PathManagerSettings(endpoints, 8, 8)) };
        return new HostSettings { SpeaksMptcp = true, Mptcp = change is null ? settings : change(settings) };
    }

    /// <summary>Opens a connection between two peers and lets both run.</summary>
    public (StreamPeer Ue, StreamPeer Server) Connect(long up = 0, long down = 0, int ue = 0, int path = 0, Action<StreamPeer>? ofUe = null, Action<StreamPeer>? ofServer = null)
    {
        var opener = new StreamPeer(this, "up", up, "down");
        var acceptor = new StreamPeer(this, "down", down, "up");
        ofUe?.Invoke(opener);
        ofServer?.Invoke(acceptor);
        var port = (ushort)(Port + _opened++);
        Server.Listen(port, socket =>
        {
            // A SYN that is repeated after an abort opens another connection, which nobody wants.
            if (acceptor.Socket is null)
            {
                acceptor.Attach(socket);
            }
            else
            {
                socket.Abort();
            }
        });
        var (from, to) = (UeAddress(path, ue), new Endpoint(ServerAddress(), port));
        opener.Socket = up > 0 ? Ues[ue].ConnectToWrite(from, to, opener) : Ues[ue].Connect(from, to, opener);
        if (opener.Socket.WriteSpace > 0)
        {
            // Fast Open: the SYN waits for it.
            opener.OnWritable(opener.Socket, _scheduler.Now);
        }

        return (opener, acceptor);
    }

    private int _opened;

    public MptcpPair RunUntil(double seconds)
    {
        _scheduler.Run(Instant.FromSeconds(seconds));
        return this;
    }

    /// <summary>Runs until nothing happens any more, and checks that nothing is left anywhere.</summary>
    /// <param name="seconds">By when that is so.</param>
    /// <param name="aborts">One end goes away without a word that must arrive; the other may then wait for ever.</param>
    public void Drain(double seconds = 10_000, bool aborts = false)
    {
        var outcome = _scheduler.Run(Instant.FromSeconds(seconds));
        Ledger.CheckAtEnd(_scheduler.Now);
        Assert.Equal(RunOutcome.Idle, outcome);
        Assert.Equal(0, _pool.Outstanding - (Site?.PacketsHeld ?? 0));
        foreach (var host in Ues.Append(Server).Concat(Proxy is null ? [] : [Proxy]).Concat(Site?.Active is { } active ? [active] : []))
        {
            Assert.True(host.Connections.Count + host.MptcpConnections == 0 || aborts, $"{host.Connections.Count} connections and {host.MptcpConnections} of MPTCP left at {host}");
        }
    }

    public void At(double seconds, Action action) => _ = new Script(_scheduler, Instant.FromSeconds(seconds), action);

    private Host AddUe(int index, HostSettings settings)
    {
        var host = new Host($"ue{index}", _scheduler, _pool, _streams.Create($"ue{index}"), settings, Events);
        for (var i = 0; i < _paths.Length; i++)
        {
            var here = host.AddInterface($"path{i}", UeAddress(i, index));
            var there = Tap.AddInterface($"ue{index}.path{i}", IpAddress.Of(10, (byte)index, (byte)i, 254));
            if (_boxes?.Invoke(i) is { Length: > 0 } boxes)
            {
                _ = new MiddleboxChain(there, boxes, Heading.Up, new MiddleboxSite($"path{i}", _scheduler, _pool, Events, Ledger));
            }

            here.Egress = new Link(_scheduler, _pool, $"up{index}.{i}", _paths[i].Settings(_streams.Create($"up{index}.{i}")), there);
            there.Egress = new Link(_scheduler, _pool, $"down{index}.{i}", _paths[i].Settings(_streams.Create($"down{index}.{i}")), here);
            Uplinks.Add(here.Egress);
            Downlinks.Add(there.Egress);
            host.Routing.AddTableFrom(here.Address).AddDefault(here);
            host.Routing.Main.AddDefault(here);
            Tap.Routing.Main.Add(here.Address, 32, there);
        }

        return host;
    }

    private void AddCore(Node ueSide, Node serverSide, byte number)
    {
        var left = ueSide.AddInterface($"core{number}", IpAddress.Of(172, 16, number, 1));
        var right = serverSide.AddInterface($"core{number}", IpAddress.Of(172, 16, number, 2));
        left.Egress = new Link(_scheduler, _pool, $"core{number}.up", Core.Settings(_streams.Create("core")), right);
        right.Egress = new Link(_scheduler, _pool, $"core{number}.down", Core.Settings(_streams.Create("core")), left);
        ueSide.Routing.Main.Add(ServerAddress(), 8, left);
        serverSide.Routing.Main.Add(UeAddress(0), 8, right);
    }

    /// <summary>The link between the last tester and the server.</summary>
    public PathSpec Core { get; } = new(1000, 5) { Queue = 10_000 };

    private void AddServerLink(int index)
    {
        var left = ServerTap.AddInterface($"server{index}", IpAddress.Of(172, 17, (byte)index, 1));
        var right = Server.AddInterface($"eth{index}", ServerAddress(index));
        left.Egress = new Link(_scheduler, _pool, $"server{index}.up", Core.Settings(_streams.Create("core")), right);
        right.Egress = new Link(_scheduler, _pool, $"server{index}.down", Core.Settings(_streams.Create("core")), left);
        ServerTap.Routing.Main.Add(ServerAddress(index), 32, left);
        Server.Routing.AddTableFrom(right.Address).AddDefault(right);
    }

    private sealed class Script : EventTarget
    {
        private readonly Action _action;

        public Script(Scheduler scheduler, Instant at, Action action)
            : base(scheduler)
        {
            _action = action;
            scheduler.Schedule(this, at);
        }

        protected internal override void OnWakeup(Instant now) => _action();
    }
}
