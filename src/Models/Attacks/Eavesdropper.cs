using Mpsim.Models.Network;
using Mpsim.Models.Units;
using Mpsim.Models.Wire;
using Mpsim.Models.Wire.Mptcp;
using Mpsim.Models.Wire.Tcp;

namespace Mpsim.Models.Attacks;

/// <summary>
/// What somebody learns who sees a link, such as a WLAN of a third party: tokens, nonces and proofs of joins, and how far connections have come. Keys cross in
/// MP_CAPABLE only (RFC 8684 section 5), on the path of the first subflow; an eavesdropper there could do anything, and is not one of these.
/// </summary>
public sealed class Eavesdropper
{
    private readonly List<SeenJoin> _joins = [];

    /// <summary>Joins in the order of their SYNs.</summary>
    public IReadOnlyList<SeenJoin> Joins => _joins;

    /// <summary>The last packet with data or an acknowledgement that went toward the UE, and what was seen of the other direction then; null before there is one.</summary>
    public SeenConnection? Latest { get; private set; }

    /// <summary>Looks at one direction of a link and lets another observer, or none, see the same.</summary>
    /// <param name="also">Another observer.</param>
    /// <param name="isUp">From the UE.</param>
    public LinkTap Watch(LinkTap? also, bool isUp) => new Watcher(this, also, isUp);

    private void OnSeen(Packet packet, bool isUp)
    {
        ref readonly var segment = ref packet.Segment;
        if (isUp && segment.Options?.MpJoin is { } join)
        {
            if (join.Kind == MpJoinKind.Syn)
            {
                _joins.Add(new SeenJoin(packet.Source, packet.Destination, join));
            }
            else if (join.Kind == MpJoinKind.Ack && _joins.FindLast(seen => seen.Source == packet.Source && seen.Destination == packet.Destination) is { } known)
            {
                known.Proof = join.Hmac;
            }
        }

        if (segment.Has(TcpFlags.Ack) && !segment.Has(TcpFlags.Syn | TcpFlags.Rst | TcpFlags.Fin))
        {
            Note(packet, isUp);
        }
    }

    private void Note(Packet packet, bool isUp)
    {
        ref readonly var segment = ref packet.Segment;
        var (ue, server) = isUp ? (packet.Source, packet.Destination) : (packet.Destination, packet.Source);
        var latest = Latest is { } known && known.Ue == ue && known.Server == server ? known : new SeenConnection(ue, server);
        Latest = latest;
        if (isUp)
        {
            (latest.ServerNext, latest.UeTimestamp) = (segment.Ack, segment.HasTimestamps ? segment.TsVal : null);
        }
        else
        {
            (latest.UeAcknowledged, latest.ServerTimestamp) = (segment.Ack, segment.HasTimestamps ? segment.TsVal : null);
        }
    }

    private sealed class Watcher(Eavesdropper owner, LinkTap? also, bool isUp) : LinkTap
    {
        public override void OnSent(Packet packet, Instant now) => also?.OnSent(packet, now);

        public override void OnDelivered(Packet packet, Instant now)
        {
            also?.OnDelivered(packet, now);
            owner.OnSeen(packet, isUp);
        }

        public override void OnDropped(Packet packet, DropReason reason, Instant now) => also?.OnDropped(packet, reason, now);
    }
}

/// <summary>A join as it was seen.</summary>
public sealed class SeenJoin(Endpoint source, Endpoint destination, MpJoin syn)
{
    public Endpoint Source { get; } = source;

    public Endpoint Destination { get; } = destination;

    public MpJoin Syn { get; } = syn;

    /// <summary>The HMAC of the third ACK; null while there was none.</summary>
    public byte[]? Proof { get; set; }
}

/// <summary>A connection as it was seen: its ends, how far each direction was acknowledged, and the timestamps last seen.</summary>
public sealed class SeenConnection(Endpoint ue, Endpoint server)
{
    public Endpoint Ue { get; } = ue;

    public Endpoint Server { get; } = server;

    /// <summary>What the server has acknowledged of the UE's data; null before anything came from there.</summary>
    public uint? UeAcknowledged { get; set; }

    public uint ServerNext { get; set; }

    public uint? UeTimestamp { get; set; }

    public uint? ServerTimestamp { get; set; }
}
