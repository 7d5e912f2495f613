using Mpsim.Models.Hosts;
using Mpsim.Models.Wire;
using Mpsim.Models.Wire.Mptcp;
using Mpsim.Models.Wire.Tcp;

namespace Mpsim.Packetdrill.World;

/// <summary>
/// Counters of Linux's MIB for MPTCP (net/mptcp/mib.c), from what the host sends and what has become of its connections. One that is not
/// here is not kept, and not 0.
/// </summary>
internal sealed class MibCounters
{
    /// <summary>Counters of packets that the host sends.</summary>
    private static readonly string[] OfSent =
    [
        "MPCapableSYNTX", "MPCapableSYNRX", "MPCapableSYNTXDrop", "MPJoinSynTx", "AddAddrTx", "EchoAddTx", "RmAddrTx", "MPPrioTx", "MPFailTx", "MPFastcloseTx", "MPRstTx", "InfiniteMapTx",
    ];

    /// <summary>Counters of the host's connections.</summary>
    private static readonly Dictionary<string, Func<MptcpSocket, bool>> OfConnections = new()
    {
        ["MPCapableFallbackACK"] = socket => !socket.Connection.Subflows[0].IsOpener && socket.Connection is { FallbackReason: "the peer does not speak MPTCP", WasOfferedMptcp: true },
        ["Blackhole"] = socket => socket.Connection.FellIntoBlackhole && socket.Connection.IsOpen,
        ["DssFallback"] = socket => socket.Connection.FallbackReason == "options were removed on the path",
        ["WinProbe"] = socket => socket.Connection.WindowProbes > 0,
    };

    private const string Prefix = "MPTcpExt";

    private readonly Dictionary<string, long> _counts = [];
    private readonly Dictionary<string, long> _baseline = [];
    private readonly List<MptcpSocket> _connections = [];
    private readonly List<(Endpoint Source, Endpoint Destination)> _offers = [];

    /// <summary>The host has a connection more.</summary>
    public void Remember(ProtocolSocket connection)
    {
        if (connection is MptcpSocket socket)
        {
            _connections.Add(socket);
        }
    }

    /// <summary>A connection is opened without MPTCP, because SYNs with it are known to vanish.</summary>
    public void OnMptcpDisabled() => Count("MPCapableSYNTXDisabled");

    /// <summary>An ICMP error has quoted nothing that is outstanding (TcpExtOutOfWindowIcmps).</summary>
    public void OnIcmpOutOfWindow() => OutOfWindowIcmps++;

    /// <summary>TcpExtOutOfWindowIcmps.</summary>
    public long OutOfWindowIcmps { get; private set; }

    /// <summary>Counters of TCP over all connections.</summary>
    /// <returns>Null when it is not kept.</returns>
    public static long? OfTcp(string name, IReadOnlyList<ProtocolSocket> connections)
    {
        Func<(int BeyondWindow, int ZeroWindow, int NoMemory), long>? counter = name switch
        {
            "TcpExtBeyondWindow" => drops => drops.BeyondWindow,
            "TcpExtTCPZeroWindowDrop" => drops => drops.ZeroWindow,
            "TcpExtTCPRcvQDrop" => drops => drops.NoMemory,
            _ => null,
        };
        return counter is null ? null : connections.SelectMany(connection => connection.Paths).Sum(path => counter(path.Tcp.ReceiveDrops));
    }

    /// <summary>The host has sent a packet.</summary>
    public void OnSent(Packet packet)
    {
        ref readonly var segment = ref packet.Segment;
        CountOffer(packet, segment);
        Count("InfiniteMapTx", segment is { HasDss: true, DataLength: 0, PayloadLength: > 0 } && (segment.Dss & DssFlags.Mapping) != 0);
        if (segment.Options is not { } options)
        {
            return;
        }

        Count("MPJoinSynTx", segment.IsOpeningSyn && options.MpJoin is not null);
        Count("AddAddrTx", options.AddAddress is { Echo: false });
        Count("EchoAddTx", options.AddAddress is { Echo: true });
        Count("RmAddrTx", options.RemoveAddress is not null);
        Count("MPPrioTx", options.MpPrio is not null);
        Count("MPFailTx", options.MpFail is not null);
        Count("MPFastcloseTx", options.MpFastclose is not null);
        Count("MPRstTx", options.MpTcpRst is not null);
    }

    /// <summary>What is counted from now on counts from nothing (<c>nstat -n</c>).</summary>
    public void Rebase()
    {
        foreach (var name in OfSent.Concat(OfConnections.Keys).Append("MPCapableSYNTXDisabled"))
        {
            _baseline[name] = Total(name)!.Value;
        }
    }

    /// <param name="name">The counter, as nstat calls it.</param>
    /// <param name="absolute">Since the host was started, and not since <see cref="Rebase"/>.</param>
    /// <returns>Null when it is not kept.</returns>
    public long? Find(string name, bool absolute)
    {
        name = name.StartsWith(Prefix, StringComparison.Ordinal) ? name[Prefix.Length..] : "";
        return Total(name) - (absolute ? 0 : _baseline.GetValueOrDefault(name));
    }

    private long? Total(string name) => OfConnections.TryGetValue(name, out var holds) ? _connections.Count(holds)
        : OfSent.Contains(name) || name == "MPCapableSYNTXDisabled" ? _counts.GetValueOrDefault(name)
        : null;

    /// <summary>SYNs and SYN/ACKs of initial subflows, each connection once: with MP_CAPABLE, and later without.</summary>
    private void CountOffer(Packet packet, in Segment segment)
    {
        if (!segment.Has(TcpFlags.Syn))
        {
            return;
        }

        var ends = (packet.Source, packet.Destination);
        if (segment.Options?.MpCapable is not null)
        {
            if (!_offers.Contains(ends))
            {
                _offers.Add(ends);
                Count(segment.Has(TcpFlags.Ack) ? "MPCapableSYNRX" : "MPCapableSYNTX");
            }
        }
        else if (!segment.Has(TcpFlags.Ack) && _offers.Remove(ends))
        {
            Count("MPCapableSYNTXDrop");
        }
    }

    private void Count(string name, bool holds = true) => _counts[name] = _counts.GetValueOrDefault(name) + (holds ? 1 : 0);
}
