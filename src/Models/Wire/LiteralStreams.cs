using Mpsim.Models.Wire.Codec;

namespace Mpsim.Models.Wire;

/// <summary>
/// The streams of a run whose bytes are said and not only named: the messages of control protocols that travel in a byte stream, as those of
/// Convert and SOCKS do. Their numbers are negative. A stream begins with the bytes given; what lies behind them is a run of another stream, so that a
/// message and the data behind it are one run, and fit into one segment. Everything on the way treats such a run as any other; who
/// wants to know the bytes asks here.
/// </summary>
public sealed class LiteralStreams
{
    private readonly List<Literal> _streams = [];

    /// <summary>Opens a stream.</summary>
    /// <param name="octets">The bytes that it begins with.</param>
    /// <param name="rest">Where the bytes behind them are; none by default.</param>
    /// <returns>The first byte of the stream.</returns>
    public Payload Open(byte[] octets, Payload rest = default)
    {
        _streams.Add(new Literal(octets, rest));
        return new Payload(-_streams.Count, 0);
    }

    /// <summary>Bytes from there on that were said, and are no part of another stream.</summary>
    public long SaidFrom(Payload payload) => Find(payload) is { } literal ? Math.Max(0, literal.Octets.Length - payload.Offset) : 0;

    /// <summary>The same bytes under the name of the stream that they were taken from; bytes that were said have no other name.</summary>
    public Payload Origin(Payload payload)
    {
        while (Find(payload) is { } literal && payload.Offset >= literal.Octets.Length && literal.Rest.Stream != 0)
        {
            payload = literal.Rest.Skip(payload.Offset - literal.Octets.Length);
        }

        return payload;
    }

    /// <summary>Writes the bytes of a run, whatever its stream is.</summary>
    public void Fill(Payload payload, Span<byte> octets)
    {
        while (octets.Length > 0)
        {
            payload = Origin(payload);
            var said = (int)Math.Min(SaidFrom(payload), octets.Length);
            if (said == 0)
            {
                PayloadPattern.Fill(payload, octets);
                return;
            }

            Find(payload)!.Value.Octets.AsSpan((int)payload.Offset, said).CopyTo(octets);
            payload = payload.Skip(said);
            octets = octets[said..];
        }
    }

    private Literal? Find(Payload payload) => payload.Stream < 0 && -payload.Stream <= _streams.Count ? _streams[-payload.Stream - 1] : null;

    private readonly record struct Literal(byte[] Octets, Payload Rest);
}
