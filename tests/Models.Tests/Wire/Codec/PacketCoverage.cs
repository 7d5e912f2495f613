using System.Globalization;
using System.Threading;
using Mpsim.Models.Wire;
using Mpsim.Models.Wire.Mptcp;
using Mpsim.Models.Wire.Tcp;

namespace Mpsim.Models.Tests.Wire.Codec;

/// <summary>Counts what packets carry when they are on the wire, after the options that have no room are left out. May be used by several threads.</summary>
internal sealed class PacketCoverage
{
    private static readonly (string What, Func<Packet, bool> Has)[] Kinds =
    [
        ("IPv4", packet => packet.Source.Address.IsIPv4),
        ("IPv6", packet => !packet.Source.Address.IsIPv4),
        ("no payload", packet => packet.Segment.PayloadLength == 0),
        ("payload of a stream", packet => packet.Segment is { PayloadLength: > 0, Payload.Stream: > 0 }),
        ("payload without a stream", packet => packet.Segment is { PayloadLength: > 0, Payload.Stream: 0 }),
        ("payload beyond 4 GiB of its stream", packet => packet.Segment is { PayloadLength: > 0, Payload.Offset: > uint.MaxValue }),
        ("timestamps", packet => packet.Segment.HasTimestamps),
        .. Enumerable.Range(1, 4).Select(count => ($"SACK of {count}", (Func<Packet, bool>)(packet => packet.Segment.SackCount == count))),
        Option("MSS", options => options.MaximumSegmentSize is not null),
        Option("window scale", options => options.WindowScale is not null),
        Option("SACK-permitted", options => options.SackPermitted),
        Option("Fast Open request", options => options.FastOpen is { Cookie.Length: 0, Experimental: false }),
        Option("Fast Open cookie", options => options.FastOpen is { Cookie.Length: > 0, Experimental: false }),
        Option("experimental Fast Open request", options => options.FastOpen is { Cookie.Length: 0, Experimental: true }),
        Option("experimental Fast Open cookie", options => options.FastOpen is { Cookie.Length: > 0, Experimental: true }),
        Option("TCP-AO", options => options.Authentication is not null),
        Option("MP_CAPABLE without key", options => options.MpCapable is { SenderKey: null }),
        Option("MP_CAPABLE with one key", options => options.MpCapable is { SenderKey: not null, ReceiverKey: null }),
        Option("MP_CAPABLE with two keys", options => options.MpCapable is { ReceiverKey: not null, DataLength: null }),
        Option("MP_CAPABLE with data", options => options.MpCapable is { DataLength: not null, Checksum: null }),
        Option("MP_CAPABLE with data and checksum", options => options.MpCapable is { Checksum: not null }),
        Option("MP_JOIN SYN", options => options.MpJoin?.Kind == MpJoinKind.Syn),
        Option("MP_JOIN SYN/ACK", options => options.MpJoin?.Kind == MpJoinKind.SynAck),
        Option("MP_JOIN ACK", options => options.MpJoin?.Kind == MpJoinKind.Ack),
        Dss("empty", DssFlags.DataAck | DssFlags.Mapping, DssFlags.None),
        Dss("DATA_ACK of 4 octets", DssFlags.DataAck | DssFlags.DataAck8, DssFlags.DataAck),
        Dss("DATA_ACK of 8 octets", DssFlags.DataAck | DssFlags.DataAck8, DssFlags.DataAck | DssFlags.DataAck8),
        Dss("DSN of 4 octets", DssFlags.Mapping | DssFlags.Dsn8, DssFlags.Mapping),
        Dss("DSN of 8 octets", DssFlags.Mapping | DssFlags.Dsn8, DssFlags.Mapping | DssFlags.Dsn8),
        Dss("checksum", DssFlags.Mapping | DssFlags.Checksum, DssFlags.Mapping | DssFlags.Checksum),
        Dss("DATA_FIN", DssFlags.DataFin, DssFlags.DataFin),
        .. from echo in new[] { false, true }
           from ipv4 in new[] { true, false }
           from port in new[] { false, true }
           select Option(
               $"ADD_ADDR {(ipv4 ? "IPv4" : "IPv6")}{(port ? " with port" : "")}{(echo ? ", echo" : "")}",
               options => options.AddAddress is { } added && added.Echo == echo && added.Address.IsIPv4 == ipv4 && added.Port is not null == port),
        Option("REMOVE_ADDR of one", options => options.RemoveAddress is { AddressIds.Length: 1 }),
        Option("REMOVE_ADDR of several", options => options.RemoveAddress is { AddressIds.Length: > 1 }),
        Option("MP_PRIO", options => options.MpPrio is not null),
        Option("MP_FAIL", options => options.MpFail is not null),
        Option("MP_FASTCLOSE", options => options.MpFastclose is not null),
        Option("MP_TCPRST", options => options.MpTcpRst is not null),
        Option("unknown subtype of MPTCP", options => options.HasUnknown(30)),
        Option("MD5 signature", options => options.HasUnknown(SegmentOptions.Md5Signature)),
        Option("unknown option", options => options.Unknown.Any(each => each.Kind is not (30 or SegmentOptions.Md5Signature))),
    ];

    private readonly long[] _counts = new long[Kinds.Length];

    public void Add(Packet packet)
    {
        for (var i = 0; i < Kinds.Length; i++)
        {
            if (Kinds[i].Has(packet))
            {
                Interlocked.Increment(ref _counts[i]);
            }
        }
    }

    /// <summary>What no packet had.</summary>
    public IEnumerable<string> Missing => Kinds.Zip(_counts).Where(each => each.Second == 0).Select(each => each.First.What);

    public override string ToString() =>
        string.Join(", ", Kinds.Zip(_counts, (kind, count) => string.Create(CultureInfo.InvariantCulture, $"{kind.What} {count}")));

    private static (string, Func<Packet, bool>) Option(string what, Func<SegmentOptions, bool> has) =>
        (what, packet => packet.Segment.Options is { } options && has(options));

    private static (string, Func<Packet, bool>) Dss(string what, DssFlags among, DssFlags those) =>
        ($"DSS {what}", packet => packet.Segment.HasDss && (packet.Segment.Dss & among) == those);
}
