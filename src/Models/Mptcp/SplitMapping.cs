using Mpsim.Models.Tcp;
using Mpsim.Models.Wire;
using Mpsim.Models.Wire.Codec;

namespace Mpsim.Models.Mptcp;

/// <summary>A mapping with a checksum whose data come in several segments.</summary>
/// <param name="Start">Octets of the subflow before it.</param>
/// <param name="SubflowSeq">Subflow sequence number of the first octet; less than would follow from the start when a SYN brought data.</param>
/// <param name="Octets">Octets of data.</param>
/// <param name="Dsn">Data sequence number of the first.</param>
/// <param name="DataLength">Data-level length, DATA_FIN included.</param>
/// <param name="Checksum">What the option says.</param>
internal readonly record struct SplitMapping(long Start, uint SubflowSeq, int Octets, ulong Dsn, ushort DataLength, ushort Checksum)
{
    /// <summary>Octets of the subflow up to its end.</summary>
    public long End => Start + Octets;

    /// <summary>The checksum over the pieces that have come, in order and without gaps from <see cref="Start"/> on.</summary>
    public ushort ChecksumOver(List<ReceivedRun> pieces, LiteralStreams? literals)
    {
        Span<byte> octets = stackalloc byte[Octets];
        foreach (var piece in pieces)
        {
            var count = (int)Math.Min(piece.End - piece.Start, Start + Octets - piece.Start);
            if (piece.Start >= Start && count > 0)
            {
                PayloadPattern.Fill(piece.Payload, octets.Slice((int)(piece.Start - Start), count), literals);
            }
        }

        return DataChecksum.Of(Dsn, SubflowSeq, DataLength, octets);
    }
}
