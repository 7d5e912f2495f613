using System.Buffers.Binary;
using System.Globalization;
using Mpsim.Models.Wire.Mptcp;

namespace Mpsim.Sim.Tests.Captures;

/// <summary>What holds of every packet by itself: nothing malformed, checksums right, numbers as the simulator wrote them, and no complaint that is not accounted for.</summary>
internal static class PacketReading
{
    private const ulong Warning = 0x600000;

    /// <summary>
    /// The warnings of tshark that a capture of a sound stack has. Each names what is compared packet by packet elsewhere, or what a capture is right to show.
    /// </summary>
    private static readonly string[] Accounted =
    [
        // RoundsOfTransmission: exactly the segments that the sender has sent again.
        "This frame is a (suspected) out-of-order segment",

        // RoundsOfTransmission: exactly the segments before which others were lost on the way here.
        "Previous segment(s) not captured (common at capture start)",

        // This version counts all the NOPs of a segment, not those in a row, so that it counts two before the timestamps and two behind a DSS of 26
        // octets, where Linux has them as well. NopsAreNotInARow looks whether there are four in a row.
        "4 NOP in a row - a router may have removed some options",

        // PacketReading.SackEdges: as the receiver wrote it.
        "D-SACK Sequence",

        // Flow control at work: a receiver whose buffer is full, and a sender that has filled the window.
        "TCP Zero Window segment",
        "TCP window specified by the receiver is now completely full",

        // Refused joins and middleboxes end in resets.
        "Connection reset (RST)",

        // DataFollowing: which segments may be without, and that all data have a mapping.
        "No mapping available",
    ];

    /// <summary>What tshark merely notes, and no segment of a sound stack is.</summary>
    private static readonly string[] Faults = ["The acknowledgment number field is nonzero while the ACK flag is not set"];

    /// <param name="packet">The packet.</param>
    /// <param name="isWhole">The capture has its whole payload, so that checksums can be verified.</param>
    /// <param name="isUnaltered">No middlebox has changed the data, so that the checksum of their mapping is right.</param>
    public static void Check(DissectedPacket packet, bool isWhole, bool isUnaltered)
    {
        CheckByItself(packet, isWhole, isUnaltered);
        KeysAgree(packet);
        AccountsForComplaints(packet);
    }

    /// <summary>The same for a packet among others of which nothing is said, as at a router, which sees each packet twice, before a middlebox and behind it.</summary>
    public static void CheckByItself(DissectedPacket packet, bool isWhole, bool isUnaltered)
    {
        const string Good = "1";
        const string Unverified = "2";
        ref var segment = ref packet.Fields.Segment;
        var isCut = !isWhole && segment.PayloadLength > 0;
        Assert.True(!packet.Has(Field.Malformed), $"malformed: {packet}");
        Assert.True(packet.Number(Field.PayloadLength) == segment.PayloadLength, $"length of data: {packet}");
        Assert.True(packet[Field.TcpChecksum] == (isCut ? Unverified : Good), $"TCP checksum: {packet}");
        Assert.True(packet[Field.IpChecksum] == (packet.Fields.Source.Address.IsIPv4 ? Good : ""), $"IP checksum: {packet}");
        Assert.True(packet.Number(Field.Length) == (ulong)packet.Fields.WireLength, $"length: {packet}");
        Assert.True(packet.Number(Field.Seq) == segment.Seq, $"sequence number: {packet}");
        Assert.True(packet[Field.TsVal] == Text(segment.HasTimestamps, segment.TsVal), $"timestamp: {packet}");
        Assert.True(packet[Field.SackLeft] == SackEdges(packet), $"SACK: {packet}");
        ReadsDss(packet);
        if (isWhole && isUnaltered)
        {
            VerifiesDataChecksum(packet);
        }

        NopsAreNotInARow(packet);
    }

    /// <summary>The third segment of a handshake of MPTCP has the key that the second had.</summary>
    public static void KeysAgree(DissectedPacket packet) => Assert.True(!packet.Has(Field.KeyMismatch), $"keys: {packet}");

    private static void ReadsDss(DissectedPacket packet)
    {
        ref var segment = ref packet.Fields.Segment;
        var isMapped = (packet.Dss & DssFlags.Mapping) != 0;
        var mappedByCapable = segment.Options?.MpCapable?.DataLength;
        Assert.True(packet[Field.SubflowSeq] == Text(isMapped, segment.SubflowSeq), $"subflow sequence number: {packet}");
        Assert.True(packet[Field.RawDsn] == Text(isMapped, segment.Dsn), $"data sequence number: {packet}");
        Assert.True(packet[Field.DataLength] == Text(isMapped || mappedByCapable is not null, mappedByCapable ?? segment.DataLength), $"data-level length: {packet}");
        Assert.True(packet[Field.RawDataAck] == Text((packet.Dss & DssFlags.DataAck) != 0, segment.DataAck), $"DATA_ACK: {packet}");
    }

    /// <summary>
    /// This version of tshark neither shows nor verifies the checksum of a mapping, for it looks for two more octets behind it. So it is taken from the octets
    /// of the options that tshark shows, and verified here over the payload in the capture (RFC 8684 section 3.3.1).
    /// </summary>
    private static void VerifiesDataChecksum(DissectedPacket packet)
    {
        ref var segment = ref packet.Fields.Segment;
        if ((packet.Dss & DssFlags.Checksum) == 0)
        {
            return;
        }

        const int Dss = 2;
        var options = Convert.FromHexString(packet[Field.Options]);
        var dss = TcpOctets.OptionAt(options, 0, options.Length, Dss)!.Value;
        var shown = BinaryPrimitives.ReadUInt16BigEndian(options.AsSpan(dss + options[dss + 1] - 2));
        Assert.Equal(segment.DssChecksum, shown);
        var octets = segment.DataLength - ((packet.Dss & DssFlags.DataFin) != 0 ? 1 : 0);
        if (octets != segment.PayloadLength || segment.DataLength == 0 || (packet.Dss & DssFlags.Dsn8) == 0)
        {
            // A piece of a mapping, whose other pieces are in other segments; the infinite mapping, which has none; or half of a number that counts whole.
            return;
        }

        var data = packet.Captured.Octets.AsSpan(packet.Captured.Octets.Length - segment.PayloadLength);
        var sum = shown + (ulong)segment.SubflowSeq + segment.DataLength + (segment.Dsn >> 32) + (uint)segment.Dsn;
        for (var i = 0; i < data.Length; i++)
        {
            sum += (ulong)data[i] << ((i & 1) == 0 ? 8 : 0);
        }

        while (sum >> 16 != 0)
        {
            sum = (sum & 0xFFFF) + (sum >> 16);
        }

        Assert.True(sum == 0xFFFF, $"checksum of the mapping: {packet}");
    }

    private static void NopsAreNotInARow(DissectedPacket packet)
    {
        const byte EndOfList = 0;
        const byte NoOperation = 1;
        var options = Convert.FromHexString(packet[Field.Options]);
        var row = 0;
        for (var i = 0; i < options.Length && options[i] != EndOfList; i += options[i] == NoOperation ? 1 : options[i + 1])
        {
            row = options[i] == NoOperation ? row + 1 : 0;
            Assert.True(row < 4, $"four NOPs: {packet}");
        }
    }

    private static void AccountsForComplaints(DissectedPacket packet)
    {
        if (!packet.Has(Field.Severity))
        {
            return;
        }

        var severities = packet[Field.Severity].Split(Tshark.Between);
        var messages = packet[Field.Message].Split(Tshark.Between);
        Assert.Equal(severities.Length, messages.Length);
        foreach (var (severity, message) in severities.Zip(messages))
        {
            Assert.True((ulong.Parse(severity, CultureInfo.InvariantCulture) < Warning && !Faults.Contains(message)) || Accounted.Contains(message), $"complaint: {packet}");
        }
    }

    private static string SackEdges(DissectedPacket packet)
    {
        ref var segment = ref packet.Fields.Segment;
        var edges = new List<string>();
        for (var i = 0; i < segment.SackCount; i++)
        {
            edges.Add(Text(true, segment.Sack[i].Left));
        }

        return string.Join(Tshark.Between, edges);
    }

    private static string Text(bool isThere, ulong number) => isThere ? number.ToString(CultureInfo.InvariantCulture) : "";
}
