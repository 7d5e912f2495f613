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
        if (pending is null || pending.Syn.Seq != syn.Segment.Seq)
        {
            var segment = syn.Segment;
            segment.PayloadLength = 0;
            pending = new PendingJoin(socket, segment, join, ChooseInitialSequence(), Chance.NextUInt32(), Chance.NextUInt32(), Scheduler.Now);
            _pendingJoins.Add(syn.Destination, syn.Source, pending, room);
        }

        SendAnswer(syn, pending);
        return true;
    }

    /// <summary>What becomes of a segment that may be the third ACK of a join that was answered.</summary>
    private protected JoinProof ProveJoin(Packet ack)
    {
        if (_pendingJoins.Find(ack.Destination, ack.Source) is not { } pending || ack.Segment.Has(TcpFlags.Syn))
        {
            return JoinProof.NotAsked;
        }

        if (ack.Segment.Has(TcpFlags.Rst))
        {
            _pendingJoins.Remove(ack.Destination, ack.Source);
            return JoinProof.Wrong;
        }

        if (ack.Segment.Options?.MpJoin is not { Kind: MpJoinKind.Ack } join)
        {
            // Data that have overtaken the proof wait for their repetition.
            return JoinProof.Missing;
        }

        _pendingJoins.Remove(ack.Destination, ack.Source);
        var connection = pending.Session.Connection;
        var right = MptcpCrypto.JoinHmac(connection.RemoteKey, connection.LocalKey, pending.Join.Nonce, pending.Nonce).AsSpan(0, ProofLength);
        if (!connection.AcceptsJoins || ack.Segment.Ack != pending.Sequence + 1 || !CryptographicOperations.FixedTimeEquals(join.Hmac, right))
        {
            AnswerByReset(ack, new SegmentOptions { MpTcpRst = new MpTcpRst(false, MpTcpRst.AdministrativelyProhibited) });
            return JoinProof.Wrong;
        }

        pending.Session.AcceptProvenJoin(ack, pending, Scheduler.Now);
        return JoinProof.Right;
    }

    /// <summary>What a subflow would answer, made by a connection for this alone.</summary>
    private void SendAnswer(Packet syn, PendingJoin pending)
    {
        var connection = pending.Session.Connection;
        var made = new TcpConnection(Settings.Tcp, pending.Sequence, pending.TimestampOffset, records: new RecordPool()) { HeaderLength = Segment.HeaderLengthTo(syn.Source) };
        made.Listen();
        made.OnSegment(Scheduler.Now, pending.Syn);
        var packet = Pool.Rent();
        if (!made.TryEmit(Scheduler.Now, ref packet.Segment))
        {
            Pool.Return(packet);
            return;
        }

        var hmac = MptcpCrypto.JoinHmac(connection.LocalKey, connection.RemoteKey, pending.Nonce, pending.Join.Nonce)[..8];
        packet.Segment.Options = (packet.Segment.Options ?? new SegmentOptions()) with
        {
            MpJoin = new MpJoin(MpJoinKind.SynAck, pending.Join.Backup, connection.IdOf(syn.Destination.Address), 0, pending.Nonce, hmac),
        };
        packet.Source = syn.Destination;
        packet.Destination = syn.Source;
        packet.Dscp = syn.Dscp;
        packet.TimeToLive = Settings.TimeToLive;
        packet.Measure();
        Forward(packet);
    }
}

/// <summary>What a segment says of a join that was answered and waits for its proof.</summary>
internal enum JoinProof
{
    /// <summary>It is of no such join.</summary>
    NotAsked,

    /// <summary>It has none yet.</summary>
    Missing,

    Wrong,
    Right,
}
