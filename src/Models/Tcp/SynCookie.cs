using System.Buffers.Binary;
using Mpsim.Models.Tcp.FastOpen;
using Mpsim.Models.Units;
using Mpsim.Models.Wire;
using Mpsim.Models.Wire.Tcp;

namespace Mpsim.Models.Tcp;

/// <summary>
/// SYN cookies (RFC 4987 section 3.6 and appendix A): all that a listener must know of a SYN is in the initial sequence number of its answer, and in the low
/// bits of its timestamp what the peer has offered beside (Linux: cookie_init_timestamp), so that nothing is kept until an acknowledgement brings both back.
/// </summary>
/// <param name="low">First half of the secret.</param>
/// <param name="high">The other half.</param>
public sealed class SynCookie(ulong low, ulong high)
{
    /// <summary>Segment sizes that a cookie can tell: three bits.</summary>
    private static readonly ushort[] SegmentSizes = [536, 1200, 1220, 1300, 1380, 1420, 1440, 1460];

    /// <summary>What the peer has offered, in the low bits of TSval: window scale or 15 for none, SACK, ECN (Linux: TSBITS).</summary>
    private const int OfferBits = 6;
    private const uint OfferMask = (1u << OfferBits) - 1;
    private const uint NoWindowScale = 15;
    private const uint SackBit = 16;
    private const uint EcnBit = 32;

    /// <summary>Uses of the hash from here on make keys.</summary>
    public const byte FirstKey = 8;

    private const long MillisecondNanoseconds = 1_000_000;

    /// <summary>How long a cookie is good at least; twice that at most.</summary>
    private static readonly Duration Period = Duration.FromSeconds(64);

    /// <summary>Without timestamps nothing tells how long the handshake took: taken for this, until data are acknowledged.</summary>
    private static readonly Duration UnknownRoundTrip = Duration.FromMilliseconds(100);

    /// <summary>As long as a cookie may be good after the last was sent.</summary>
    public static readonly Duration Longest = Period * 2;

    /// <summary>The initial sequence number of the answer: five bits of time, three of the segment size, the rest a hash of ends, peer's number and time.</summary>
    public uint For(Packet syn, Instant now)
    {
        var time = TimeOf(now);
        var size = syn.Segment.Options?.MaximumSegmentSize ?? SegmentSizes[0];
        var index = 0u;
        while (index + 1 < SegmentSizes.Length && SegmentSizes[index + 1] <= size)
        {
            index++;
        }

        return (time << 27) | (index << 24) | Hash24(syn.Source, syn.Destination, syn.Segment.Seq, time);
    }

    /// <summary>A key that can be made again when the acknowledgement comes, as the initial sequence number can.</summary>
    /// <param name="peer">The end that opens.</param>
    /// <param name="local">This end.</param>
    /// <param name="peerSequence">The peer's initial sequence number.</param>
    /// <param name="cookie">The initial sequence number of the answer.</param>
    /// <param name="attempt">0 and up, until a key will do.</param>
    public ulong KeyFor(in Endpoint peer, in Endpoint local, uint peerSequence, uint cookie, byte attempt) => Hash(peer, local, peerSequence, cookie, (byte)(FirstKey + attempt)) | 1;

    /// <summary>Offset of the timestamps of an answer that leaves now: the low bits of the first TSval tell what the peer has offered.</summary>
    public uint TimestampOffset(Packet syn, uint cookie, Instant now)
    {
        var steady = SteadyOffset(syn.Source, syn.Destination, syn.Segment.Seq, cookie);
        return steady + ((OfferOf(syn.Segment) - Milliseconds(now) - steady) & OfferMask);
    }

    /// <summary>Whether a segment acknowledges an answer with a cookie of this secret that is not too old.</summary>
    /// <param name="packet">A segment without SYN, of a connection that is not known.</param>
    /// <param name="now">Now.</param>
    /// <param name="syn">The SYN, as far as the cookie tells of it, in place of the one that was forgotten.</param>
    /// <param name="sentAt">When the answer left, to the accuracy of the bits that the offer takes.</param>
    /// <param name="timestampOffset">Offset of our timestamps, so that none is below one that was sent.</param>
    public bool TryRead(Packet packet, Instant now, out Segment syn, out Instant sentAt, out uint timestampOffset)
    {
        ref readonly var ack = ref packet.Segment;
        var (cookie, peerSequence) = (ack.Ack - 1, ack.Seq - 1);
        var time = cookie >> 27;
        syn = default;
        sentAt = now - UnknownRoundTrip;
        timestampOffset = 0;
        if (((TimeOf(now) - time) & 31) > 1 || (cookie & 0xFF_FFFF) != Hash24(packet.Source, packet.Destination, peerSequence, time))
        {
            return false;
        }

        var offer = ack.HasTimestamps ? ack.TsEcr & OfferMask : NoWindowScale;
        syn.Seq = peerSequence;
        syn.Flags = (offer & EcnBit) != 0 ? TcpFlags.Syn | TcpFlags.Ece | TcpFlags.Cwr : TcpFlags.Syn;
        syn.Window = ack.Window;
        syn.HasTimestamps = ack.HasTimestamps;
        syn.TsVal = ack.TsVal;
        syn.Options = new SegmentOptions
        {
            MaximumSegmentSize = SegmentSizes[(cookie >> 24) & 7],
            WindowScale = (offer & NoWindowScale) == NoWindowScale ? null : (byte)(offer & NoWindowScale),
            SackPermitted = (offer & SackBit) != 0,
        };
        if (ack.HasTimestamps)
        {
            // Within the bits of the offer the time is not known: the earliest, so that the clock never goes back.
            timestampOffset = SteadyOffset(packet.Source, packet.Destination, peerSequence, cookie) + OfferMask;
            var age = Math.Min(Milliseconds(now) + timestampOffset - ack.TsEcr, 900);
            sentAt = now - new Duration(age * MillisecondNanoseconds);
        }

        return true;
    }

    private static uint OfferOf(in Segment syn)
    {
        var options = syn.Options;
        return (uint)Math.Min(options?.WindowScale ?? NoWindowScale, NoWindowScale)
            | (options is { SackPermitted: true } ? SackBit : 0)
            | ((syn.Flags & (TcpFlags.Ece | TcpFlags.Cwr)) == (TcpFlags.Ece | TcpFlags.Cwr) ? EcnBit : 0);
    }

    private static uint TimeOf(Instant now) => (uint)(now.Nanoseconds / Period.Nanoseconds) & 31;

    private static uint Milliseconds(Instant now) => (uint)(now.Nanoseconds / MillisecondNanoseconds);

    private uint SteadyOffset(in Endpoint peer, in Endpoint local, uint peerSequence, uint cookie) => (uint)Hash(peer, local, peerSequence, cookie, 2);

    private uint Hash24(in Endpoint peer, in Endpoint local, uint peerSequence, uint time) => (uint)Hash(peer, local, peerSequence, time, 1) & 0xFF_FFFF;

    private ulong Hash(in Endpoint peer, in Endpoint local, uint peerSequence, uint more, byte use)
    {
        Span<byte> input = stackalloc byte[45];
        var count = peer.Address.WriteOctets(input);
        count += local.Address.WriteOctets(input[count..]);
        BinaryPrimitives.WriteUInt16BigEndian(input[count..], peer.Port);
        BinaryPrimitives.WriteUInt16BigEndian(input[(count + 2)..], local.Port);
        BinaryPrimitives.WriteUInt32BigEndian(input[(count + 4)..], peerSequence);
        BinaryPrimitives.WriteUInt32BigEndian(input[(count + 8)..], more);
        input[count + 12] = use;
        return SipHash.Of(low, high, input[..(count + 13)]);
    }
}
