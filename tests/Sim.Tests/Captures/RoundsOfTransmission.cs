using Mpsim.Models.Hosts;
using Mpsim.Models.Wire.Tcp;

namespace Mpsim.Sim.Tests.Captures;

/// <summary>The segments of one direction of a TCP connection as they pass a place: which of them go on, which come again, and before which something is missing.</summary>
internal sealed class RoundsOfTransmission
{
    private readonly List<DissectedPacket> _again = [];
    private readonly List<DissectedPacket> _afterGap = [];

    /// <param name="segments">In the order of time.</param>
    public RoundsOfTransmission(IEnumerable<DissectedPacket> segments)
    {
        uint? next = null;
        foreach (var packet in segments)
        {
            ref var segment = ref packet.Fields.Segment;
            var end = segment.Seq + segment.SequenceLength;
            var ahead = next is { } expected ? (int)(segment.Seq - expected) : 0;
            if (segment.Has(TcpFlags.Rst))
            {
                // Never sent again nor behind a gap; but tshark goes on from its number, also where an attacker has guessed it.
            }
            else if (ahead < 0 && segment.SequenceLength > 0)
            {
                _again.Add(packet);
            }
            else if (ahead > 0)
            {
                _afterGap.Add(packet);
            }

            next = next is { } last && (int)(end - last) < 0 ? last : end;
        }

        Next = next;
    }

    /// <summary>The number behind the highest one seen; null when nothing was.</summary>
    public uint? Next { get; }

    /// <summary>Segments that begin with a number that has passed before, pure acknowledgements and probes left out.</summary>
    public IReadOnlyList<DissectedPacket> Again => _again;

    /// <summary>Segments whose number leaves a gap behind the highest one before.</summary>
    public IReadOnlyList<DissectedPacket> AfterGap => _afterGap;

    /// <summary>
    /// tshark puts the segments that come again into four classes, by rules of thumb about time and acknowledgements, of which it
    /// warns that they are suspicions. The four together must be exactly those segments, and its gaps exactly those gaps.
    /// </summary>
    public void AgreeWith(IEnumerable<DissectedPacket> segments)
    {
        var all = segments.Where(packet => !packet.Fields.Segment.Has(TcpFlags.Rst)).ToArray();
        Same(_again, all.Where(packet => packet.Repetition is not null), "sent again");
        Same(_afterGap, all.Where(packet => packet.Has(Field.LostSegment)), "behind a gap");
        var unseen = all.FirstOrDefault(packet => packet.Has(Field.AckLostSegment));
        Assert.True(unseen is null, $"acknowledges what was never seen: {unseen}");
    }

    private static void Same(IEnumerable<DissectedPacket> expected, IEnumerable<DissectedPacket> found, string what)
    {
        var (ours, theirs) = (expected.ToHashSet(), found.ToHashSet());
        var missed = ours.FirstOrDefault(packet => !theirs.Contains(packet));
        Assert.True(missed is null, $"not found {what} by tshark: {missed}");
        var wrong = theirs.FirstOrDefault(packet => !ours.Contains(packet));
        Assert.True(wrong is null, $"found {what} by tshark alone: {wrong}");
    }
}
