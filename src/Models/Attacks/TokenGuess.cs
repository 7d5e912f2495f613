using Mpsim.Models.Kernel;
using Mpsim.Models.Probes;
using Mpsim.Models.Units;
using Mpsim.Models.Wire;
using Mpsim.Models.Wire.Mptcp;
using Mpsim.Models.Wire.Tcp;

namespace Mpsim.Models.Attacks;

/// <summary>Joins with tokens that are guessed (RFC 6181 section 2): each has one chance in 2^32 for each session of naming it, and costs its receiver a look-up.</summary>
public sealed class TokenGuess(AttackerNode node, Scheduler scheduler, AttackSettings settings, RandomStream chance, EventSink log)
    : Attack(node, scheduler, settings, chance, log)
{
    protected override void Strike(Instant now)
    {
        var syn = Rent(NextSource(), Settings.Target, TcpFlags.Syn);
        syn.Segment.Seq = Chance.NextUInt32();
        syn.Segment.Options = SynOptions with { MpJoin = new MpJoin(MpJoinKind.Syn, false, 1, Chance.NextUInt32(), Chance.NextUInt32(), []) };
        Send(syn);
    }

    protected override void OnAnswer(Packet packet) => Successes += packet.Segment.Options?.MpJoin is { Kind: MpJoinKind.SynAck } ? 1 : 0;
}
