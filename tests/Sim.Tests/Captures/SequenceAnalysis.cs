using System.Globalization;
using Mpsim.Models.Units;
using Mpsim.Models.Wire.Tcp;

namespace Mpsim.Sim.Tests.Captures;

/// <summary>
/// tshark's rules for segments that come again (Wireshark User's Guide, "TCP Analysis"), applied to the segments as the simulator wrote them, both directions of a connection
/// together: into which of the four classes each must fall, or that it is in none. They look at numbers, windows and times at one place, so that
/// what a class says of the sender's reason is a guess: it is not compared with fast retransmission, timeout or probe of the sender, other than by their counts.
/// </summary>
internal sealed class SequenceAnalysis
{
    /// <summary>Longer after the last acknowledgement no retransmission is fast.</summary>
    private static readonly Duration Soon = Duration.FromMilliseconds(20);

    /// <summary>Within that time of the highest number a segment is out of order, where no handshake tells the round trip.</summary>
    private static readonly Duration Disorder = Duration.FromMilliseconds(3);

    private readonly Direction _there = new();
    private readonly Direction _back = new();

    /// <summary>The class of a segment whose being fast hangs on one acknowledgement: at the first option of MPTCP of its kind tshark takes none for a duplicate (RFC 8684 section 4). Else null.</summary>
    private Field? _unlessFast;

    /// <param name="sent">One direction of a connection, in the order of time.</param>
    /// <param name="arrived">The other.</param>
    public static void Check(IEnumerable<DissectedPacket> sent, IEnumerable<DissectedPacket> arrived)
    {
        var analysis = new SequenceAnalysis();
        foreach (var packet in sent.Concat(arrived).OrderBy(packet => packet.Place))
        {
            var expected = analysis.Take(packet);
            Assert.True(packet.Repetition == expected || (expected == Field.Fast && packet.Repetition == analysis._unlessFast), $"class {packet.Repetition?.ToString() ?? "none"}, and not {expected?.ToString() ?? "none"}, {analysis.Of(packet).Describe(analysis.Against(packet))}: {packet}");
        }
    }

    private Direction Of(DissectedPacket packet) => packet.IsOutbound ? _there : _back;

    private Direction Against(DissectedPacket packet) => packet.IsOutbound ? _back : _there;

    private Field? Take(DissectedPacket packet)
    {
        var own = Of(packet);
        var other = Against(packet);
        ref var segment = ref packet.Fields.Segment;
        own.IsWindowProbe = segment.PayloadLength == 1 && segment.Seq == own.Next && other.Window == 0;
        own.IsKeepAlive = !own.IsWindowProbe && segment.PayloadLength <= 1 && segment.Seq == own.Next - 1 && !segment.Has(TcpFlags.Syn | TcpFlags.Fin | TcpFlags.Rst);
        own.CountDuplicates(segment, other);
        var found = segment.PayloadLength > 0 || segment.Has(TcpFlags.Syn | TcpFlags.Fin) ? ClassOf(packet, own, other) : null;
        own.Remember(segment, packet.Captured.Time);
        return found;
    }

    private Field? ClassOf(DissectedPacket packet, Direction own, Direction other)
    {
        ref var segment = ref packet.Fields.Segment;
        var now = packet.Captured.Time;
        if (own.IsKeepAlive)
        {
            return null;
        }

        if (segment.PayloadLength > 0 && other.Ack != 0 && (int)(other.Ack - segment.Seq) >= segment.PayloadLength)
        {
            return Field.Spurious;
        }

        // The octet before the next one may have been a probe of the window.
        if (own.Next == 0 || (int)(segment.Seq - own.Next) >= 0 || (segment.PayloadLength > 1 && segment.Seq == own.Next - 1))
        {
            return null;
        }

        var isLast = segment.Seq + segment.SequenceLength == own.Next;
        var slow = now - own.NextAt < RoundTrip(packet) && (!isLast || own.HighestLength == 0) ? Field.OutOfOrder : Field.Retransmission;
        var isFast = other.Duplicates >= 2 && other.Ack == segment.Seq && now - other.At < Soon;
        _unlessFast = isFast && other.Duplicates == 2 && segment.HasDss ? slow : null;
        return isFast ? Field.Fast : slow;
    }

    /// <summary>What the handshake took, the one thing that is taken from tshark itself.</summary>
    private static Duration RoundTrip(DissectedPacket packet) => packet.Has(Field.FirstRoundTrip)
        ? new Duration((long)(decimal.Parse(packet[Field.FirstRoundTrip], CultureInfo.InvariantCulture) * 1_000_000_000))
        : Disorder;

    /// <summary>What has passed in one direction.</summary>
    private sealed class Direction
    {
        private bool _wasWindowProbe;
        private bool _wasKeepAlive;

        /// <summary>The number behind the highest one; 0 for none.</summary>
        public uint Next { get; private set; }

        /// <summary>When that was reached.</summary>
        public Instant NextAt { get; private set; }

        /// <summary>Octets of data of the segment that reached it.</summary>
        public int HighestLength { get; private set; }

        /// <summary>The last acknowledgement; 0 for none, and of segments that acknowledge nothing.</summary>
        public uint Ack { get; private set; }

        /// <summary>When the last segment passed.</summary>
        public Instant At { get; private set; }

        public ushort Window { get; private set; } = ushort.MaxValue;

        /// <summary>How often the last acknowledgement has come again.</summary>
        public int Duplicates { get; private set; }

        public bool IsWindowProbe { get; set; }

        public bool IsKeepAlive { get; set; }

        public void CountDuplicates(in Segment segment, Direction other)
        {
            var isSame = segment.PayloadLength == 0 && segment.Window == Window && segment.Seq == Next && segment.Ack == Ack && !segment.Has(TcpFlags.Syn | TcpFlags.Fin | TcpFlags.Rst);
            var answersProbe = segment.Window == 0 ? other._wasWindowProbe : other._wasKeepAlive;
            if (isSame && segment.Window != 0 && !answersProbe && !IsWindowProbe)
            {
                Duplicates++;
            }

            if (segment.Ack != Ack)
            {
                Duplicates = 0;
            }
        }

        public void Remember(in Segment segment, Instant now)
        {
            var end = segment.Seq + segment.SequenceLength;
            if (Next == 0 || (int)(end - Next - (segment.Has(TcpFlags.Syn | TcpFlags.Fin) ? 1u : 0u)) > 0)
            {
                HighestLength = segment.PayloadLength;
            }

            if ((Next == 0 || (int)(end - Next) > 0) && !IsWindowProbe)
            {
                (Next, NextAt) = (end, now);
            }

            (Ack, At, Window) = (segment.Ack, now, segment.Window);
            (_wasWindowProbe, _wasKeepAlive) = (IsWindowProbe, IsKeepAlive);
        }

        public string Describe(Direction other) => $"next {Next} of {NextAt} by {HighestLength} octets, {other.Duplicates} duplicates of {other.Ack} at {other.At}";
    }
}
