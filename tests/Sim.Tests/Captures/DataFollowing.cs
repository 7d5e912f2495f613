using Mpsim.Models.Hosts;
using Mpsim.Models.Mptcp;
using Mpsim.Models.Wire.Mptcp;
using Mpsim.Models.Wire.Tcp;

namespace Mpsim.Sim.Tests.Captures;

/// <summary>
/// The data of one direction of an MPTCP connection, followed by their mappings as tshark reads them, over all subflows, from the first data sequence number
/// that the key gives (RFC 8684 section 3.1) to the end.
/// </summary>
internal sealed class DataFollowing
{
    private readonly ulong _first;
    private readonly OctetRuns _data = new();

    /// <param name="key">Key of the end that sends.</param>
    public DataFollowing(ulong key) => _first = MptcpCrypto.InitialDataSequence(key) + 1;

    /// <summary>Octets of the data sequence from its beginning without a gap, a DATA_FIN left out.</summary>
    public long End => _data.EndFrom(0);

    /// <summary>The highest data sequence number mapped, from the beginning.</summary>
    public long Highest => _data.Highest;

    /// <summary>Where a number of the wire is in the data sequence; a number of 4 octets is the low half.</summary>
    public long Offset(ulong number, bool isWhole) => isWhole ? (long)(number - _first) : (int)(uint)(number - _first);

    /// <summary>Adds what passed by one subflow: of its mappings those parts that are in order there, which is what the subflow hands up.</summary>
    /// <param name="segments">The subflow's segments in this direction, in the order of time.</param>
    /// <param name="wholeStream">All data that passed count, whether there is a gap before them or not.</param>
    /// <param name="isUncut">No device has cut segments: each mapping is that of its own segment.</param>
    /// <returns>Octets of the subflow's stream that are in order and have no mapping.</returns>
    public long Add(IReadOnlyList<DissectedPacket> segments, bool wholeStream, bool isUncut)
    {
        var syn = segments.FirstOrDefault(packet => packet.Fields.Segment.Has(TcpFlags.Syn));
        if (syn is null)
        {
            return 0;
        }

        // Subflow sequence numbers count from the SYN's 0, data of the SYN left out (appendix B.2).
        var begin = syn.Fields.Segment.Seq + 1 + syn.Fields.Segment.PayloadLength;
        var stream = new OctetRuns();
        var mappings = new Dictionary<(long Start, long End), long>();
        foreach (var packet in segments)
        {
            ref var segment = ref packet.Fields.Segment;
            if (segment.PayloadLength > 0 && !segment.Has(TcpFlags.Syn))
            {
                var at = (long)(int)(segment.Seq - begin);
                stream.Add(at, at + segment.PayloadLength);
            }

            if (Mapping(packet) is not { } mapping)
            {
                continue;
            }

            Assert.True(!isUncut || segment.PayloadLength == 0 || (mapping.Start == (int)(segment.Seq - begin) && mapping.End - mapping.Start == segment.PayloadLength), $"mapping of other data than its segment's: {packet}");
            if (mapping.End > mapping.Start)
            {
                Assert.True(mappings.TryAdd((mapping.Start, mapping.End), mapping.Data) || mappings[(mapping.Start, mapping.End)] == mapping.Data, $"the same octets of a subflow stand for other data than before: {packet}");
            }
        }

        return Follow(wholeStream ? stream.Highest : stream.EndFrom(0), mappings);
    }

    private long Follow(long end, Dictionary<(long Start, long End), long> mappings)
    {
        var mapped = new OctetRuns();
        foreach (var (start, stop) in mappings.Keys)
        {
            mapped.Add(start, stop);
        }

        var followed = Math.Min(end, mapped.EndFrom(0));
        foreach (var ((start, stop), data) in mappings)
        {
            var last = Math.Min(stop, followed);
            if (last > start)
            {
                _data.Add(data, data + (last - start));
            }
        }

        return end - followed;
    }

    /// <summary>The octets of the subflow that a segment maps, from 0, and where they are in the data sequence; null when it maps none.</summary>
    private (long Start, long End, long Data)? Mapping(DissectedPacket packet)
    {
        if (packet.Has(Field.RawDsn))
        {
            var length = (long)packet.Number(Field.DataLength) - ((packet.Dss & DssFlags.DataFin) != 0 ? 1 : 0);
            var start = (long)packet.Number(Field.SubflowSeq) - 1;
            return length == -1 ? null : (start, start + Math.Max(0, length), Offset(packet.Number(Field.RawDsn), (packet.Dss & DssFlags.Dsn8) != 0));
        }

        // The first data of the opener have their mapping in MP_CAPABLE (section 3.1), of which tshark reads the length.
        return packet.Fields.Segment.Options?.MpCapable?.DataLength is not null ? (0, (long)packet.Number(Field.DataLength), 0) : null;
    }
}
