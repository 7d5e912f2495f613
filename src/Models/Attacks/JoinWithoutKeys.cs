using Mpsim.Models.Kernel;
using Mpsim.Models.Probes;
using Mpsim.Models.Units;
using Mpsim.Models.Wire;
using Mpsim.Models.Wire.Mptcp;
using Mpsim.Models.Wire.Tcp;

namespace Mpsim.Models.Attacks;

/// <summary>
/// Joins that name a session whose token was seen, from the attacker's own address, so that the answer comes back (RFC 6181 section 2, RFC 7430 section 2.2). The
/// proof in the third ACK is made up, or is one that was seen of the same nonce: it is of another nonce of the receiver, so neither is right (RFC 8684 section 3.2).
/// </summary>
/// <param name="node">Where its packets come from.</param>
/// <param name="scheduler">The scheduler of the run.</param>
/// <param name="settings">What it is aimed at.</param>
/// <param name="chance">Source of nonces and proofs.</param>
/// <param name="log">Told of beginning and end.</param>
/// <param name="seen">What was seen of joins; before anything was, the attack waits.</param>
/// <param name="replays">The nonce and the proof are those that were seen.</param>
public sealed class JoinWithoutKeys(AttackerNode node, Scheduler scheduler, AttackSettings settings, RandomStream chance, EventSink log, Eavesdropper seen, bool replays)
    : Attack(node, scheduler, settings, chance, log)
{
    private const int ProofLength = 20;

    private SeenJoin? _latest;

    protected override void Strike(Instant now)
    {
        _latest = Latest() ?? _latest;
        if (_latest is not { } join)
        {
            return;
        }

        var syn = Rent(NextOwn(), join.Destination, TcpFlags.Syn);
        syn.Segment.Seq = Chance.NextUInt32();
        var nonce = replays ? join.Syn.Nonce : Chance.NextUInt32();
        syn.Segment.Options = SynOptions with { MpJoin = new MpJoin(MpJoinKind.Syn, false, replays ? join.Syn.AddressId : (byte)9, join.Syn.Token, nonce, []) };
        Send(syn);
    }

    protected override void OnAnswer(Packet packet)
    {
        ref readonly var answer = ref packet.Segment;
        if (answer.Options?.MpJoin is { Kind: MpJoinKind.SynAck })
        {
            var ack = Rent(packet.Destination, packet.Source, TcpFlags.Ack);
            ack.Segment.Seq = answer.Ack;
            ack.Segment.Ack = answer.Seq + 1;
            ack.Segment.Options = new SegmentOptions { MpJoin = new MpJoin(MpJoinKind.Ack, false, 0, 0, 0, replays ? _latest!.Proof! : MadeUp()) };
            Send(ack);
        }
        else if (answer.HasDss || answer.PayloadLength > 0)
        {
            // Only a subflow that was let in is spoken to.
            Successes++;
        }
    }

    private SeenJoin? Latest()
    {
        for (var i = seen.Joins.Count - 1; i >= 0; i--)
        {
            if (!replays || seen.Joins[i].Proof is not null)
            {
                return seen.Joins[i];
            }
        }

        return null;
    }

    private byte[] MadeUp()
    {
        var proof = new byte[ProofLength];
        for (var i = 0; i < ProofLength; i++)
        {
            proof[i] = (byte)Chance.NextUInt32();
        }

        return proof;
    }
}
