using System.Globalization;
using Mpsim.Models.Mptcp;
using Mpsim.Models.Wire;
using Mpsim.Models.Wire.Mptcp;
using Mpsim.Models.Wire.Tcp;

namespace Mpsim.Captures;

/// <summary>
/// Where the sequence spaces of connections begin, from what has been seen: the initial sequence number of each direction from its
/// SYN, the initial data sequence number from the key that its sender has shown. What was not seen stays absolute.
/// </summary>
internal sealed class ConnectionNumbers
{
    private readonly Dictionary<(Endpoint Source, Endpoint Destination), Direction> _directions = [];
    private readonly Dictionary<uint, ulong> _keyOfToken = [];

    /// <summary>Learns from a packet.</summary>
    public void Note(Packet packet)
    {
        ref var segment = ref packet.Segment;
        var own = Of(packet.Source, packet.Destination);
        var peer = Of(packet.Destination, packet.Source);
        if (segment.Has(TcpFlags.Syn))
        {
            own.Initial = segment.Seq;
        }

        if (segment.Options?.MpCapable is { } capable)
        {
            NoteKey(own, peer, capable.SenderKey);
            NoteKey(peer, own, capable.ReceiverKey);
        }

        // The token of a join is that of the receiver; the sender is the receiver's peer.
        if (segment.Options?.MpJoin is { Kind: MpJoinKind.Syn } join && _keyOfToken.TryGetValue(join.Token, out var key))
        {
            peer.Key = key;
            own.Key = _directions.Values.FirstOrDefault(other => other.Key == key && other.PeerKey is not null)?.PeerKey;
        }
    }

    public string Seq(Packet packet) => Relative(Of(packet.Source, packet.Destination).Initial, packet.Segment.Seq);

    public string Ack(Packet packet) => AckedSeq(packet, packet.Segment.Ack);

    /// <summary>A number of the other direction's sequence space.</summary>
    public string AckedSeq(Packet packet, uint number) => Relative(Of(packet.Destination, packet.Source).Initial, number);

    /// <summary>A number of the data sequence space of the sender, or of its peer: the first octet has 1.</summary>
    public string Dsn(Packet packet, ulong number, bool isLong, bool ofPeer)
    {
        var direction = ofPeer ? Of(packet.Destination, packet.Source) : Of(packet.Source, packet.Destination);
        if (direction.Key is not { } key)
        {
            return number.ToString(CultureInfo.InvariantCulture);
        }

        var initial = MptcpCrypto.InitialDataSequence(key);
        var relative = isLong ? number - initial : (uint)number - (uint)initial;
        return relative.ToString(CultureInfo.InvariantCulture);
    }

    private void NoteKey(Direction direction, Direction peer, ulong? key)
    {
        if (key is { } known)
        {
            direction.Key = known;
            peer.PeerKey = known;
            _keyOfToken[MptcpCrypto.Token(known)] = known;
        }
    }

    private Direction Of(Endpoint source, Endpoint destination)
    {
        if (!_directions.TryGetValue((source, destination), out var direction))
        {
            direction = new Direction();
            _directions.Add((source, destination), direction);
        }

        return direction;
    }

    private static string Relative(uint? initial, uint number) => (initial is { } first ? number - first : number).ToString(CultureInfo.InvariantCulture);

    private sealed class Direction
    {
        public uint? Initial { get; set; }

        /// <summary>Key of the sender.</summary>
        public ulong? Key { get; set; }

        /// <summary>Key of the receiver.</summary>
        public ulong? PeerKey { get; set; }
    }
}
