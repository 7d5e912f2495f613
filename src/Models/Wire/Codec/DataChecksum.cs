namespace Mpsim.Models.Wire.Codec;

/// <summary>The checksum of the DSS option (RFC 8684 section 3.3.1, figure 10): over the data of a mapping and a pseudo-header of what the mapping says.</summary>
public static class DataChecksum
{
    private const int ChunkLength = 512;

    /// <summary>The checksum of a mapping whose data are at hand.</summary>
    /// <param name="dsn">Data sequence number, all 64 bits whatever form the option has.</param>
    /// <param name="subflowSeq">Relative subflow sequence number.</param>
    /// <param name="dataLength">Data-level length, DATA_FIN included.</param>
    /// <param name="data">The data mapped; a DATA_FIN adds none.</param>
    public static ushort Of(ulong dsn, uint subflowSeq, ushort dataLength, ReadOnlySpan<byte> data) =>
        InternetChecksum.Fold(InternetChecksum.Add(data, PseudoHeader(dsn, subflowSeq, dataLength)));

    /// <summary>The checksum of a mapping whose data are named by reference.</summary>
    /// <param name="dsn">Data sequence number, all 64 bits whatever form the option has.</param>
    /// <param name="subflowSeq">Relative subflow sequence number.</param>
    /// <param name="dataLength">Data-level length, DATA_FIN included.</param>
    /// <param name="payload">Where the data begin.</param>
    /// <param name="count">Octets of data.</param>
    /// <param name="literals">What the bytes of literal streams are; null where there are none.</param>
    public static ushort Of(ulong dsn, uint subflowSeq, ushort dataLength, Payload payload, int count, LiteralStreams? literals = null)
    {
        Span<byte> chunk = stackalloc byte[ChunkLength];
        var sum = PseudoHeader(dsn, subflowSeq, dataLength);
        while (count > 0)
        {
            var part = chunk[..Math.Min(count, ChunkLength)];
            PayloadPattern.Fill(payload, part, literals);
            sum = InternetChecksum.Add(part, sum);
            payload = payload.Skip(part.Length);
            count -= part.Length;
        }

        return InternetChecksum.Fold(sum);
    }

    private static ulong PseudoHeader(ulong dsn, uint subflowSeq, ushort dataLength) => InternetChecksum.Words(dsn) + subflowSeq + dataLength;
}
