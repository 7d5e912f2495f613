using Mpsim.Models.Apps;
using Mpsim.Models.Hosts;
using Mpsim.Models.Kernel;
using Mpsim.Models.Mptcp;
using Mpsim.Models.Mptcp.Coupling;
using Mpsim.Models.Mptcp.Paths;
using Mpsim.Models.Network;
using Mpsim.Models.Tcp;
using Mpsim.Models.Tcp.Congestion;
using Mpsim.Models.Units;
using Mpsim.Models.Wire;

namespace Mpsim.Benchmarking;

/// <summary>Size of a <see cref="BulkWorkload"/>.</summary>
/// <param name="Name">Name on the command line.</param>
/// <param name="Description">One line for people.</param>
/// <param name="Connections">MPTCP connections, each with a subflow on both paths.</param>
/// <param name="First">Rate of the first path.</param>
/// <param name="FirstDelay">Delay of the first path, one way.</param>
/// <param name="Second">Rate of the second path.</param>
/// <param name="SecondDelay">Delay of the second path, one way.</param>
/// <param name="QueuePackets">Queue of each path, each direction.</param>
/// <param name="Duration">Simulated time.</param>
public sealed record BulkSize(string Name, string Description, int Connections, DataRate First, Duration FirstDelay, DataRate Second, Duration SecondDelay, int QueuePackets, Duration Duration)
{
    /// <summary>Data packets delivered per second that are asked for on a machine whose <see cref="BareRing"/> does <see cref="BareRing.ReferenceHopsPerSecond"/>.</summary>
    public required double Bar { get; init; }

    private static readonly Duration TenMilliseconds = Duration.FromMilliseconds(10);
    private static readonly Duration TwentyFiveMilliseconds = Duration.FromMilliseconds(25);

    public static readonly IReadOnlyList<BulkSize> All =
    [
        new("w1", "1 connection, 10 and 50 Mbit/s", 1, new DataRate(10_000_000), TenMilliseconds, new DataRate(50_000_000), TwentyFiveMilliseconds, 100, Duration.FromSeconds(1000)) { Bar = 4e6 },
        new("w2", "1,000 connections over two shared paths of 1 Gbit/s", 1000, new DataRate(1_000_000_000), TenMilliseconds, new DataRate(1_000_000_000), TwentyFiveMilliseconds, 1000, Duration.FromSeconds(60)) { Bar = 3e6 },
        new("w3", "20,000 connections over two shared paths of 10 Gbit/s", 20_000, new DataRate(10_000_000_000), TenMilliseconds, new DataRate(10_000_000_000), TwentyFiveMilliseconds, 10_000, Duration.FromSeconds(10)) { Bar = 1e6 },
    ];
}

/// <summary>
/// Bulk downloads over MPTCP with LIA on two paths between two hosts, everything on that a scenario has on, integrity
/// included, but no time series. Made without the scenario reader, so that it measures the model alone.
/// </summary>
public sealed class BulkWorkload
{
    private const ushort Port = 5001;

    private static readonly PathManagerSettings Paths = new([new PathEndpoint(1, ClientSecond, PathEndpointFlags.Subflow)], 2, 0);

    private readonly BulkSize _size;
    private readonly List<Link> _links = [];
    private readonly FlowRecord _record;

    public BulkWorkload(BulkSize size, ulong seed = 1)
    {
        _size = size;
        var streams = new RandomStreams(seed, 0);
        var settings = new HostSettings
        {
            SpeaksMptcp = true,
            Tcp = TcpSettings.Default,
            Mptcp = MptcpSettings.Default with
            {
                Congestion = static () => CoupledCongestionControls.Find("lia")!.Create(CongestionOptions.Default),
                PathManager = static () => new InKernelPathManager(Paths),
            },
        };
        Client = new Host("client", Scheduler, Pool, streams.Create("host/client"), settings);
        Server = new Host("server", Scheduler, Pool, streams.Create("host/server"), settings);
        Connect(ClientFirst, IpAddress.Of(10, 0, 1, 1), size.First, size.FirstDelay, "first");
        Connect(ClientSecond, IpAddress.Of(10, 0, 2, 1), size.Second, size.SecondDelay, "second");

        var recorder = new FlowRecorder();
        _record = recorder.Add("download");
        var interval = new Duration(Math.Max(1, 1_000_000_000L / size.Connections));
        var arrivals = ArrivalProcess.Every(Instant.Zero, interval, Instant.Never, size.Connections);
        var flow = new BulkFlow(Scheduler, Ledger, _record, arrivals, new BulkPlan { OpenerSends = false });
        Server.Listen(Port, socket => flow.OnAccept(socket));
        var remote = new Endpoint(IpAddress.Of(10, 0, 1, 1), Port);
        flow.Start(owner => Client.Connect(ClientFirst, remote, owner));
    }

    private static IpAddress ClientFirst => IpAddress.Of(10, 0, 1, 2);

    private static IpAddress ClientSecond => IpAddress.Of(10, 0, 2, 2);

    public Scheduler Scheduler { get; } = new();

    public PacketPool Pool { get; } = new();

    public StreamLedger Ledger { get; } = new();

    public Host Client { get; }

    public Host Server { get; }

    /// <summary>Packets delivered by all links.</summary>
    public long Hops
    {
        get
        {
            long sum = 0;
            foreach (var link in _links)
            {
                sum += link.Delivered.Packets;
            }

            return sum;
        }
    }

    /// <summary>Octets that the receiving applications have read, in order.</summary>
    public long Delivered => _record.BytesReceived;

    /// <summary>Full data segments that <see cref="Delivered"/> stands for: 1,420 octets with eight-octet Data ACK and DSN.</summary>
    public long DeliveredPackets => Delivered / 1420;

    /// <summary>
    /// Bytes of memory that data in flight take, and took when most were in flight: packets, an object of 224 bytes each, and the records of
    /// what was sent and not acknowledged, or sent again, or received out of order. What is free waits in pools to be used again.
    /// </summary>
    public long MemoryOfDataInFlight => (Pool.Made * 224L) + Client.Records.Memory + Server.Records.Memory;

    /// <summary>Runs to a point in simulated time.</summary>
    public void RunUntil(Instant until) => Scheduler.Run(until);

    private void Connect(IpAddress client, IpAddress server, DataRate rate, Duration delay, string name)
    {
        var atClient = Client.AddInterface(name, client, 24);
        var atServer = Server.AddInterface(name, server, 24);
        Client.Routing.AddTableFrom(client).Add(IpAddress.Of(0, 0, 0, 0), 0, atClient);
        var settings = new LinkSettings { Rate = RateSchedule.Constant(rate), Delay = DelaySchedule.Constant(delay), Queue = QueueLimit.OfPackets(_size.QueuePackets) };
        atClient.Egress = Add(new Link(Scheduler, Pool, name + "/up", settings, atServer));
        atServer.Egress = Add(new Link(Scheduler, Pool, name + "/down", settings, atClient));
    }

    private Link Add(Link link)
    {
        _links.Add(link);
        return link;
    }
}
