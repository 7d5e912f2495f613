using Mpsim.Models.Units;

namespace Mpsim.Sim.Tests.Captures;

/// <summary>
/// The class that tshark puts a segment into that comes again, against the acknowledgements that have passed the same place before. What its manual says of a class must be
/// so; and what was acknowledged before is in none of the classes that speak of loss. Between "out of order" and "retransmission" it decides by
/// the round trip of the handshake, which says nothing of the sender's reason, so these two are not told apart here.
/// </summary>
internal static class ClassesOfRepetition
{
    /// <summary>Longer after an acknowledgement tshark calls no retransmission fast.</summary>
    private static readonly Duration Soon = Duration.FromMilliseconds(20);

    /// <param name="segments">One direction of a connection, in the order of time.</param>
    /// <param name="opposite">The other.</param>
    public static void Check(IReadOnlyList<DissectedPacket> segments, IReadOnlyList<DissectedPacket> opposite)
    {
        var seen = 0;
        uint? last = null;
        var alike = 0;
        var when = Instant.Zero;
        foreach (var packet in segments.Where(packet => packet.Repetition is not null))
        {
            for (; seen < opposite.Count && opposite[seen].Place < packet.Place; seen++)
            {
                ref var acknowledgement = ref opposite[seen].Fields.Segment;

                // Of a reset as well, whose number is 0 where it acknowledges nothing: tshark does not look at the flag, and takes 0 for none.
                alike = last == acknowledgement.Ack ? alike + 1 : 0;
                last = acknowledgement.Ack;
                when = opposite[seen].Captured.Time;
            }

            ref var segment = ref packet.Fields.Segment;
            var above = last is { } ack and not 0 ? (int)(ack - segment.Seq) : 0;
            var isAcknowledged = segment.PayloadLength > 0 && above >= (int)segment.SequenceLength;
            var isSoonAfterDuplicates = alike >= 2 && packet.Captured.Time - when <= Soon;
            var agrees = packet.Repetition switch
            {
                Field.Spurious => segment.PayloadLength > 0 && above >= segment.PayloadLength,
                Field.Fast => isSoonAfterDuplicates && !isAcknowledged,
                Field.Retransmission => !isAcknowledged,
                _ => true,
            };
            Assert.True(agrees, $"class {packet.Repetition} after {alike} duplicates of {last} at {when}: {packet}");
        }
    }
}
