using Mpsim.Models.Units;
using Mpsim.Models.Wire.Tcp;

namespace Mpsim.Models.Tcp;

/// <summary>
/// What an end must keep to that goes on with a handshake which another has begun in its place, as a proxy does that has let a SYN pass: whatever
/// a SYN agrees on was said by the other and cannot be said differently (RFC 9293 section 3.7.1, RFC 7323 sections 2.2 and 3.2, RFC 2018
/// section 2, RFC 3168 section 6.1.1).
/// </summary>
public static class HandshakeInPlace
{
    private const TcpFlags EcnSetup = TcpFlags.Ece | TcpFlags.Cwr;

    /// <param name="own">The settings of the end that goes on.</param>
    /// <param name="syn">The SYN or SYN/ACK that was sent in its place.</param>
    public static TcpSettings Settings(TcpSettings own, in Segment syn)
    {
        var options = syn.Options ?? new SegmentOptions();
        var setup = syn.Has(TcpFlags.Ack) ? TcpFlags.Ece : EcnSetup;
        return own with
        {
            GivenSynOptions = options with { MpCapable = null, MpJoin = null },
            Sack = options.SackPermitted,
            Timestamps = syn.HasTimestamps,
            WindowScaling = options.WindowScale is not null,
            Ecn = (syn.Flags & EcnSetup) == setup,
        };
    }

    /// <summary>What lets the clock go on from the TSval that was sent: a lower one would be an old segment to the peer (RFC 7323 section 5.3).</summary>
    /// <param name="syn">The SYN or SYN/ACK.</param>
    /// <param name="seenAt">When it was seen.</param>
    public static uint TimestampOffset(in Segment syn, Instant seenAt) => syn.HasTimestamps ? syn.TsVal - (uint)(seenAt.Nanoseconds / 1_000_000) : 0;
}
