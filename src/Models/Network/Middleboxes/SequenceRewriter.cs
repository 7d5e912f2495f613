using Mpsim.Models.Kernel;
using Mpsim.Models.Wire;
using Mpsim.Models.Wire.Tcp;

namespace Mpsim.Models.Network.Middleboxes;

/// <summary>
/// A firewall that hides the initial sequence numbers of a host by adding an offset of its own to each connection's, and taking it off
/// acknowledgements and SACK blocks. MPTCP's mappings count from the initial sequence number (RFC 8684 section 3.3.1), so they survive.
/// </summary>
public sealed class SequenceRewriter : Middlebox
{
    private readonly Heading _headings;
    private readonly RandomStream _chance;
    private readonly Dictionary<ConnectionKey, Offsets> _connections = [];

    /// <param name="headings">The directions whose sequence numbers are rewritten.</param>
    /// <param name="chance">Source of the offsets.</param>
    public SequenceRewriter(Heading headings, RandomStream chance)
    {
        _headings = headings;
        _chance = chance;
    }

    public override string Name => "rewrite-sequence";

    public override string Totals => $"{_connections.Count} connections rewritten";

    protected override void Take(Packet packet, Heading heading)
    {
        ref var segment = ref packet.Segment;
        var key = ConnectionKey.Of(packet, heading);
        if (segment.Has(TcpFlags.Syn) && !segment.Has(TcpFlags.Ack))
        {
            Begin(key, segment.Seq, packet);
        }

        // A connection that was there before the box is let alone, for it could not go on otherwise.
        if (_connections.TryGetValue(key, out var offsets))
        {
            var (own, other) = heading == Heading.Up ? (offsets.Up, offsets.Down) : (offsets.Down, offsets.Up);
            segment.Seq += own;
            if (segment.Has(TcpFlags.Ack))
            {
                segment.Ack -= other;
            }

            for (var i = 0; i < segment.SackCount; i++)
            {
                segment.Sack[i] = new SackBlock(segment.Sack[i].Left - other, segment.Sack[i].Right - other);
            }
        }

        Pass(packet, heading);
    }

    /// <summary>A SYN that is sent again keeps its offsets; another one with the same endpoints begins another connection.</summary>
    private void Begin(ConnectionKey key, uint initial, Packet packet)
    {
        if (_connections.TryGetValue(key, out var known) && known.Initial == initial)
        {
            return;
        }

        RecordFirst("sequence-rewritten", packet);
        _connections[key] = new Offsets(initial, Draw(Heading.Up), Draw(Heading.Down));
    }

    private uint Draw(Heading heading) => (_headings & heading) == 0 ? 0 : _chance.NextUInt32();

    private readonly record struct Offsets(uint Initial, uint Up, uint Down);
}
