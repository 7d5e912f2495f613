using System.Security.Cryptography;
using Mpsim.Models.Mptcp;
using Mpsim.Models.Tcp;
using Mpsim.Models.Wire;
using Mpsim.Models.Wire.Mptcp;
using Mpsim.Models.Wire.Tcp;

namespace Mpsim.Models.Hosts;

// Joins whose subflow is made only when the third ACK has proven the keys (RFC 8684 section 3.2). A table is needed, since that ACK repeats neither token nor
// nonce (Linux: mptcp/syncookies.c).
public partial class Host
{
    private const int ProofLength = 20;

    private readonly PendingJoins _pendingJoins = new();

    /// <summary>Joins that were answered and wait for their proof.</summary>
    public int JoinsPending => _pendingJoins.Count;

    /// <summary>A segment is of a join that waits for its proof.</summary>
    private protected bool IsPending(Packet packet) => _pendingJoins.Find(packet.Destination, packet.Source) is not null;

    /// <summary>Answers a join's SYN, and keeps of it what its proof will be held against.</summary>
    /// <returns>False when there is no such session, or it takes no join: then the answer is an RST.</returns>
    private protected bool AnswerJoin(Packet syn, MpJoin join, int room)
    {
        if (FindByToken(join.Token) is not { } socket || !socket.Connection.AcceptsJoins || !socket.Connection.AcceptsJoinsTo(syn.Destination))
        {
            ReceiveJoin(syn, join);
            return false;
        }

        var pending = _pendingJoins.Find(syn.Destination, syn.Source);
        if (pending is null)
        {
            var segment = syn.Segment;
            segment.PayloadLength = 0;
            pending = new PendingJoin(socket, segment, join, ChooseInitialSequence(), Chance.NextUInt32(), Chance.NextUInt32(), Scheduler.Now);
            _pendingJoins.Add(syn.Destination, syn.Source, pending, room);
        }

        SendAnswer(syn, pending);
        return true;
    }

    /// <summary>
    /// A SYN between the ends of a join that waits for its proof, and not its own repetition, is challenged as in any state (RFC 5961 section 4.2): a peer that
    /// has begun anew answers by the RST that makes room for it.
    /// </summary>
    /// <returns>True when it was one.</returns>
    private protected bool ChallengesSyn(Packet syn)
    {
        if (_pendingJoins.Find(syn.Destination, syn.Source) is not { } pending
            || (syn.Segment.Seq == pending.Syn.Seq && syn.Segment.Options?.MpJoin is { Kind: MpJoinKind.Syn }))
        {
            return false;
        }

        Judge(syn, pending);
        return true;
    }

    /// <summary>What becomes of a segment that may be the third ACK of a join that was answered.</summary>
    private protected JoinProof ProveJoin(Packet ack)
    {
        if (_pendingJoins.Find(ack.Destination, ack.Source) is not { } pending || ack.Segment.Has(TcpFlags.Syn))
        {
            return JoinProof.NotAsked;
        }

        // RFC 8684 section 3.4.1, of all its signals: "the receiver MUST undertake standard TCP validity checks, e.g., per [RFC5961], before acting upon it".
        switch (Judge(ack, pending))
        {
            case TcpState.Closed:
                _pendingJoins.Remove(ack.Destination, ack.Source);
                return JoinProof.None;
            case TcpState.SynReceived:
                return JoinProof.None;
        }

        _pendingJoins.Remove(ack.Destination, ack.Source);
        var connection = pending.Session.Connection;
        if (!connection.AcceptsJoins || ack.Segment.Options?.MpJoin is not { Kind: MpJoinKind.Ack } join)
        {
            // "If Host B does not receive the expected HMAC or the MP_JOIN option is missing from the ACK, it MUST close the subflow with a TCP RST."
            AnswerByReset(ack, WithoutProof);
            return JoinProof.None;
        }

        var right = MptcpCrypto.JoinHmac(connection.RemoteKey, connection.LocalKey, pending.Join.Nonce, pending.Nonce).AsSpan(0, ProofLength);
        if (!CryptographicOperations.FixedTimeEquals(join.Hmac, right))
        {
            AnswerByReset(ack, WithoutProof);
            return JoinProof.Wrong;
        }

        if (RefusesProven(ack, pending.Session))
        {
            return JoinProof.None;
        }

        pending.Session.AcceptProvenJoin(ack, pending, Scheduler.Now);
        return JoinProof.Right;
    }

    /// <summary>"the sender SHOULD send an MP_TCPRST option on this RST packet with the reason code for an 'MPTCP-specific error'" (RFC 8684 section 3.2).</summary>
    private static SegmentOptions WithoutProof => new() { MpTcpRst = new MpTcpRst(false, MpTcpRst.MptcpSpecificError) };

    /// <summary>Answers a join by RST after all, now that it has proven its keys.</summary>
    /// <returns>True when that was so.</returns>
    private protected virtual bool RefusesProven(Packet ack, ProtocolSocket session) => false;

    /// <summary>Lets a connection that is made for this alone take the segment in SYN-RECEIVED, with all checks of TCP, and sends what it answers.</summary>
    /// <returns>Where that leaves the connection: closed by an RST, still waiting, or in a state in which the SYN is acknowledged.</returns>
    private TcpState Judge(Packet packet, PendingJoin pending)
    {
        var made = Answering(packet.Source, pending);
        var answer = Pool.Rent();
        made.TryEmit(pending.AnsweredAt, ref answer.Segment);
        answer.Segment.Clear();
        made.OnSegment(Scheduler.Now, packet.Segment);
        if (made.State == TcpState.SynReceived && made.TryEmit(Scheduler.Now, ref answer.Segment))
        {
            SendInAnswerTo(packet, answer);
        }
        else
        {
            Pool.Return(answer);
        }

        return made.State;
    }

    /// <summary>What a subflow would answer, made by a connection for this alone.</summary>
    private void SendAnswer(Packet syn, PendingJoin pending)
    {
        var connection = pending.Session.Connection;
        var packet = Pool.Rent();
        if (!Answering(syn.Source, pending).TryEmit(Scheduler.Now, ref packet.Segment))
        {
            Pool.Return(packet);
            return;
        }

        var hmac = MptcpCrypto.JoinHmac(connection.LocalKey, connection.RemoteKey, pending.Nonce, pending.Join.Nonce)[..8];
        packet.Segment.Options = (packet.Segment.Options ?? new SegmentOptions()) with
        {
            MpJoin = new MpJoin(MpJoinKind.SynAck, pending.Join.Backup, connection.IdOf(syn.Destination.Address), 0, pending.Nonce, hmac),
        };
        SendInAnswerTo(syn, packet);
    }

    /// <summary>A connection that is about to answer the join's SYN.</summary>
    private TcpConnection Answering(in Endpoint remote, PendingJoin pending)
    {
        var made = new TcpConnection(Settings.Tcp, pending.Sequence, pending.TimestampOffset, records: new RecordPool()) { HeaderLength = Segment.HeaderLengthTo(remote) };
        made.Listen();
        made.OnSegment(pending.AnsweredAt, pending.Syn);
        return made;
    }

    private void SendInAnswerTo(Packet packet, Packet answer)
    {
        answer.Source = packet.Destination;
        answer.Destination = packet.Source;
        answer.Dscp = packet.Dscp;
        answer.TimeToLive = Settings.TimeToLive;
        answer.Measure();
        Forward(answer);
    }
}

/// <summary>What a segment says of a join that was answered and waits for its proof.</summary>
internal enum JoinProof
{
    /// <summary>It is of no such join.</summary>
    NotAsked,

    /// <summary>It is not acceptable to TCP, takes the join back, has no proof, or comes where no further subflow is granted; it was answered where it must be.</summary>
    None,

    Wrong,
    Right,
}
