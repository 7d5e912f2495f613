using Mpsim.Models.Hosts;
using Mpsim.Models.Kernel;
using Mpsim.Models.Mptcp.Paths;
using Mpsim.Models.Network;
using Mpsim.Models.Tcp;
using Mpsim.Models.Units;
using Mpsim.Models.Wire;
using Mpsim.Packetdrill.Matching;
using Mpsim.Packetdrill.Sockets;

namespace Mpsim.Packetdrill.World;

/// <summary>A host, the tester that takes all its packets, and the virtual time that both live in.</summary>
internal sealed class DrillWorld : ISocketWorld
{
    /// <summary>The script's time 0: away from the start of the run, where timestamps and timers would be 0.</summary>
    public static readonly Instant Start = Instant.FromSeconds(1000);

    private readonly Tester _tester;
    private readonly Interface _testerSide;
    private readonly RandomStream _chance;
    private readonly List<CallWaiter> _waiters = [];
    private int _streams = PacketInjection.Stream;

    public DrillWorld(DrillAddresses addresses, HostConfiguration configuration, ulong seed)
    {
        Addresses = addresses;
        Configuration = configuration;
        _chance = new RandomStream(seed, 0, "tester");
        Host = new Host("host", Scheduler, Pool, new RandomStream(seed, 0, "host"), new HostSettings());
        _tester = new Tester(Pool, Scheduler, Counters) { Observe = Observe };
        _testerSide = _tester.AddInterface("wire", addresses.Remote);
        AddAddress(addresses.Local);
        Scheduler.Run(Start);
    }

    public Scheduler Scheduler { get; } = new();

    public PacketPool Pool { get; } = new();

    public Host Host { get; }

    public DrillAddresses Addresses { get; }

    public HostConfiguration Configuration { get; }

    /// <summary>Counters of Linux's MIB.</summary>
    public MibCounters Counters { get; } = new();

    /// <summary>Connections that were opened, or that have come to a listening socket.</summary>
    public IReadOnlyList<ProtocolSocket> Connections => _connections;

    public RandomStream Chance => _chance;

    /// <summary>A middlebox before the tester: changes packets of the host; for tests of scripts.</summary>
    public Action<Packet>? Tamper { get => _tester.Tamper; set => _tester.Tamper = value; }

    public Instant Now => Scheduler.Now;

    /// <summary>Packets that were sent and that no line of the script has taken.</summary>
    public Queue<SentPacket> Sent => _tester.Sent;

    /// <summary>Gives the host another address, on an interface of its own.</summary>
    public void AddAddress(IpAddress address)
    {
        if (Host.HasAddress(address))
        {
            Host.Interfaces.Single(known => known.Address == address).SetUp(true);
            return;
        }

        var added = Host.AddInterface($"if{Host.Interfaces.Count}", address, address.Width);
        added.Egress = new Link(Scheduler, Pool, added.Name, WireSettings, _testerSide);
        Host.Routing.Main.AddDefault(added);
    }

    /// <summary>An endpoint of the path manager is no more: Linux takes its subflows down and tells peers that were told of it.</summary>
    public void RemoveEndpoint(PathEndpoint endpoint)
    {
        if (endpoint.Address == Addresses.Local)
        {
            return;
        }

        foreach (var added in Host.Interfaces)
        {
            if (added.Address == endpoint.Address)
            {
                added.SetUp(false);
            }
        }
    }

    /// <summary>So fast that its time does not show, and with room for whatever the host sends.</summary>
    private static LinkSettings WireSettings => new()
    {
        Rate = RateSchedule.Constant(new DataRate(1_000_000_000_000_000)),
        Delay = DelaySchedule.Constant(Duration.Zero),
        Mtu = 65575,
    };

    /// <summary>Hands a packet to the host.</summary>
    public void Inject(Packet packet)
    {
        Host.Receive(packet, Host.Interfaces[0]);
        Observe();
        Wake();
    }

    /// <summary>Hands the host an ICMP error about a connection.</summary>
    public void InjectIcmp(Endpoint local, Endpoint remote, IcmpError error)
    {
        var isTaken = !_listening.Values.Any(group => group.Exists(file => file.Holds(local, remote)));
        if (!Host.OnIcmp(local, remote, error, isTaken))
        {
            Counters.OnIcmpOutOfWindow();
        }

        Observe();
        Wake();
    }

    public int LeastBurst => Configuration.LeastBurst;

    public long SendBuffer => Configuration.SendBuffer;

    public KeepAlive KeepAlive => Configuration.KeepAlive;

    public void Watch(SocketFile file) => _watched.Add(file);

    /// <summary>A segment with an urgent pointer is about to arrive: its program will find the mark there.</summary>
    /// <param name="local">The host's end.</param>
    /// <param name="remote">The tester's.</param>
    /// <param name="end">The sequence number that the pointer makes: that of the octet behind the urgent one (Linux: tcp_check_urg, tcp_stdurg off).</param>
    public void MarkUrgent(Endpoint local, Endpoint remote, uint end) =>
        _watched.Find(file => file.Connection is TcpSocket socket && socket.Local == local && socket.Remote == remote)?.MarkUrgent(end);

    private readonly List<SocketFile> _watched = [];

    /// <summary>Files that shell lines have made, with their octets.</summary>
    public Dictionary<string, long> Files { get; } = [];

    public long? SizeOfFile(string path) => Files.TryGetValue(path, out var size) ? size : null;

    private void Observe()
    {
        for (var i = 0; i < _watched.Count; i++)
        {
            _watched[i].Observe();
        }
    }

    /// <summary>Lets time pass.</summary>
    public void RunUntil(Instant time)
    {
        Scheduler.Run(Instant.Max(time, Now));
    }

    /// <summary>Lets time pass until the host has sent a packet that is not taken yet.</summary>
    /// <returns>Null when none came in time.</returns>
    public SentPacket? AwaitPacket(Instant deadline)
    {
        if (Sent.Count == 0 && deadline >= Now)
        {
            _tester.StopsOnArrival = true;
            Scheduler.Run(deadline);
            _tester.StopsOnArrival = false;
        }

        return Sent.TryPeek(out var packet) ? packet : null;
    }

    public int NextStream() => ++_streams;

    public void Wake()
    {
        foreach (var waiter in _waiters)
        {
            waiter.Wake();
        }
    }

    public void Add(CallWaiter waiter) => _waiters.Add(waiter);

    public void Remove(CallWaiter waiter) => _waiters.Remove(waiter);

    public bool TryListen(SocketFile file)
    {
        var port = file.Bound?.Port ?? Addresses.BindPort;
        if (!_listening.TryGetValue(port, out var group))
        {
            group = _listening[port] = [];
            Host.Listen(port, connection => Accept(group, connection), Configuration.For(file, listens: true));
        }
        else if (!file.Options.IsOn("SO_REUSEPORT") || !group.TrueForAll(other => other.Options.IsOn("SO_REUSEPORT")))
        {
            return false;
        }

        group.Add(file);
        return true;
    }

    public void ListenAgain(SocketFile file)
    {
        var port = file.Bound?.Port ?? Addresses.BindPort;
        Host.StopListening(port);
        var group = _listening[port];
        Host.Listen(port, connection => Accept(group, connection), Configuration.For(file, listens: true));
    }

    /// <summary>A socket listens to the port.</summary>
    public bool IsListening(ushort port) => _listening.ContainsKey(port);

    public ushort? PickPort(ushort from, ushort until, Endpoint remote)
    {
        for (int port = from; port <= until; port++)
        {
            if (Host.IsFree(new Endpoint(Addresses.Local, (ushort)port), remote, Configuration.ReuseDelay))
            {
                return (ushort)port;
            }
        }

        return null;
    }

    /// <summary>A handshake is over: the connection goes to the first of the sockets that listen there now (Linux: tcp_migrate_req).</summary>
    private static void Accept(List<SocketFile> group, StreamSocket connection)
    {
        if (group.Count > 0)
        {
            group[0].Enqueue(connection);
        }
        else
        {
            connection.Abort();
        }
    }

    public void Remember(ProtocolSocket connection)
    {
        _connections.Add(connection);
        Counters.Remember(connection);
    }

    private readonly Dictionary<ushort, List<SocketFile>> _listening = [];
    private readonly List<ProtocolSocket> _connections = [];

    public void StopListening(SocketFile file)
    {
        var port = file.Bound?.Port ?? Addresses.BindPort;
        _listening[port].Remove(file);
        if (_listening[port].Count == 0)
        {
            _listening.Remove(port);
            Host.StopListening(port);
        }
    }

    public void OnConnectCalled(SocketFile file)
    {
        if (file.IsMptcp && Configuration.MptcpEnabled && !Host.OffersMptcp(Configuration.For(file)))
        {
            Counters.OnMptcpDisabled();
        }
    }

    public bool MayOpenFast => Configuration.FastOpen.IsClient;

    public ProtocolSocket Connect(SocketFile file, Endpoint? local, Endpoint remote, SocketOwner owner, bool writesFirst)
    {
        var address = local is { } bound && !bound.Address.IsNone ? bound.Address : Addresses.Local;
        var connection = local is { Port: not 0 } fixedPort
            ? Host.ConnectFrom(new Endpoint(address, fixedPort.Port), remote, owner, Configuration.For(file), writesFirst)
            : writesFirst ? Host.ConnectToWrite(address, remote, owner, Configuration.For(file))
            : Host.Connect(address, remote, owner, Configuration.For(file));
        Remember(connection);
        return connection;
    }

    /// <summary>Takes everything that the host sends.</summary>
    private sealed class Tester(PacketPool pool, Scheduler scheduler, MibCounters counters) : Node("tester", pool)
    {
        public Queue<SentPacket> Sent { get; } = new();

        public bool StopsOnArrival { get; set; }

        public Action<Packet>? Tamper { get; set; }

        public required Action Observe { get; init; }

        public override void Receive(Packet packet, Interface arrivedOn)
        {
            Tamper?.Invoke(packet);
            counters.OnSent(packet);
            Sent.Enqueue(new SentPacket(scheduler.Now, packet));
            Pool.Return(packet);
            Observe();
            if (StopsOnArrival)
            {
                scheduler.RequestStop();
            }
        }
    }
}
