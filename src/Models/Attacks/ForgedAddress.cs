using Mpsim.Models.Kernel;
using Mpsim.Models.Probes;
using Mpsim.Models.Units;
using Mpsim.Models.Wire;
using Mpsim.Models.Wire.Mptcp;
using Mpsim.Models.Wire.Tcp;

namespace Mpsim.Models.Attacks;

/// <summary>
/// ADD_ADDR by a third party, in the server's name, with the attacker's address: who believes it opens a subflow to the attacker, which can then listen and
/// lead data astray (RFC 6181 section 3, RFC 7430 section 2.1). MPTCP version 1 asks for an HMAC with both keys, which the attacker can only guess (RFC 8684 section 3.4.1).
/// </summary>
public sealed class ForgedAddress(AttackerNode node, Scheduler scheduler, AttackSettings settings, RandomStream chance, EventSink log, Eavesdropper seen)
    : Attack(node, scheduler, settings, chance, log)
{
    protected override void Strike(Instant now)
    {
        if (seen.Latest is not { ServerNext: not 0, UeAcknowledged: { } acknowledged } connection)
        {
            return;
        }

        var packet = Rent(connection.Server, connection.Ue, TcpFlags.Ack);
        ref var segment = ref packet.Segment;

        // Nothing is acknowledged that the server has not: that would be another attack.
        (segment.Seq, segment.Ack) = (connection.ServerNext, acknowledged);
        if (connection is { ServerTimestamp: { } value, UeTimestamp: { } echo })
        {
            (segment.HasTimestamps, segment.TsVal, segment.TsEcr) = (true, value, echo);
        }

        segment.Options = new SegmentOptions { AddAddress = new AddAddress(false, 7, Settings.Own, null, Chance.NextUInt64()) };
        Send(packet);
    }

    protected override void OnAnswer(Packet packet) => Successes += packet.Segment.Options?.MpJoin is { Kind: MpJoinKind.Syn } ? 1 : 0;
}
