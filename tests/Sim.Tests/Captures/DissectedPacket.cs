using System.Globalization;
using Mpsim.Captures;
using Mpsim.Models.Wire;
using Mpsim.Models.Wire.Mptcp;

namespace Mpsim.Sim.Tests.Captures;

/// <summary>A packet as the simulator wrote it and as tshark read it.</summary>
/// <param name="captured">What the capture says.</param>
/// <param name="fields">The packet, decoded by the simulator.</param>
/// <param name="row">What tshark says, in the order of <see cref="Names"/>.</param>
/// <param name="place">Where it is in the capture.</param>
internal sealed class DissectedPacket(PcapngPacket captured, Packet fields, string[] row, int place)
{
    /// <summary>The fields that tshark is asked for, in the order of <see cref="Field"/>.</summary>
    public static readonly string[] Names =
    [
        "_ws.malformed", "_ws.expert.severity", "_ws.expert.message", "frame.len", "ip.checksum.status", "tcp.checksum.status", "tcp.stream", "tcp.seq", "tcp.len",
        "tcp.options", "tcp.options.sack_le", "tcp.options.timestamp.tsval", "tcp.analysis.retransmission", "tcp.analysis.fast_retransmission",
        "tcp.analysis.spurious_retransmission", "tcp.analysis.out_of_order", "tcp.analysis.lost_segment", "tcp.analysis.ack_lost_segment", "tcp.analysis.initial_rtt", "mptcp.stream",
        "tcp.options.mptcp.subtype", "tcp.options.mptcp.rawdataseqno", "tcp.options.mptcp.subflowseqno", "tcp.options.mptcp.datalvllen", "tcp.options.mptcp.rawdataack",
        "mptcp.dss.missing_mapping", "mptcp.related_mapping", "mptcp.connection.echoed_key_mismatch",
    ];

    public PcapngPacket Captured { get; } = captured;

    /// <summary>What the packet's fields say to the simulator's own decoder.</summary>
    public Packet Fields { get; } = fields;

    /// <summary>Where the packet is in the capture: packets of the same time have an order as well.</summary>
    public int Place { get; } = place;

    public bool IsOutbound => Captured.Direction == CaptureDirection.Outbound;

    /// <summary>The ends of its TCP connection, this node's first.</summary>
    public (Endpoint Local, Endpoint Remote) Connection => ObservedRun.ConnectionOf((Captured, Fields));

    /// <summary>DSS flags, none where there is no DSS.</summary>
    public DssFlags Dss => Fields.Segment.HasDss ? Fields.Segment.Dss : DssFlags.None;

    public string this[Field field] => row[(int)field];

    /// <summary>Which of its classes of segments sent again tshark puts this one into; null for none.</summary>
    public Field? Repetition =>
        Has(Field.Spurious) ? Field.Spurious : Has(Field.Fast) ? Field.Fast : Has(Field.OutOfOrder) ? Field.OutOfOrder : Has(Field.Retransmission) ? Field.Retransmission : null;

    /// <summary>The same packet, had tshark put it into another class; null for none.</summary>
    public DissectedPacket With(Field? repetition)
    {
        var other = (string[])row.Clone();
        foreach (var field in new[] { Field.Spurious, Field.Fast, Field.OutOfOrder, Field.Retransmission })
        {
            other[(int)field] = field == repetition ? "1" : "";
        }

        return new DissectedPacket(Captured, Fields, other, Place);
    }

    public bool Has(Field field) => this[field].Length > 0;

    public ulong Number(Field field) => ulong.Parse(this[field], CultureInfo.InvariantCulture);

    public override string ToString() => $"{Captured.Time} {Captured.Interface} {Captured.Direction} {Fields.Source} > {Fields.Destination} {Fields.Segment.Flags} seq {Fields.Segment.Seq} length {Fields.Segment.PayloadLength}, tshark: {string.Join(' ', row)}";
}

/// <summary>A field of <see cref="DissectedPacket.Names"/>, by its place there.</summary>
internal enum Field
{
    Malformed,
    Severity,
    Message,
    Length,
    IpChecksum,
    TcpChecksum,
    TcpStream,
    Seq,
    PayloadLength,
    Options,
    SackLeft,
    TsVal,
    Retransmission,
    Fast,
    Spurious,
    OutOfOrder,
    LostSegment,
    AckLostSegment,
    FirstRoundTrip,
    MptcpStream,
    Subtype,
    RawDsn,
    SubflowSeq,
    DataLength,
    RawDataAck,
    MissingMapping,
    RelatedMapping,
    KeyMismatch,
}
