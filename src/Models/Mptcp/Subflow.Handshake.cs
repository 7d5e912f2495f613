using System.Security.Cryptography;
using Mpsim.Models.Tcp;
using Mpsim.Models.Units;
using Mpsim.Models.Wire.Codec;
using Mpsim.Models.Wire.Mptcp;
using Mpsim.Models.Wire.Tcp;

namespace Mpsim.Models.Mptcp;

// MP_CAPABLE (RFC 8684 section 3.1) and MP_JOIN (section 3.2) as three-way handshakes.
public sealed partial class Subflow
{
    private const byte Version = 1;

    /// <returns>True when the segment carries what it may; false to go on with DSS.</returns>
    private bool DecorateHandshake(ref Segment segment, long position, Instant now)
    {
        if (segment.Has(TcpFlags.Rst))
        {
            segment.Options = _resetOptions;
            return true;
        }

        return IsInitial ? DecorateCapable(ref segment, position) : DecorateJoin(ref segment, now);
    }

    private bool DecorateCapable(ref Segment segment, long position)
    {
        if (_connection.Phase == MptcpPhase.Fallback)
        {
            return true;
        }

        if (segment.Has(TcpFlags.Syn))
        {
            // "the SYN carries no key" in version 1; the SYN/ACK carries the listener's.
            var cookieAlone = segment.Options;
            segment.Options = segment.Options! with
            {
                MpCapable = new MpCapable(Version, OwnFlags, IsOpener ? null : _connection.LocalKey, null, null),
            };
            if (cookieAlone!.FastOpen is not null && segment.OptionsLength() > Segment.MaximumOptionsLength)
            {
                // A cookie of 16 octets leaves no room for MPTCP beside timestamps: its data need it, and the connection is one of TCP
                // (Linux: tcp_syn_options takes the cookie first). The SYN that is repeated has no cookie, and offers MPTCP.
                segment.Options = cookieAlone;
            }

            return true;
        }

        if (!IsOpener || _connection.Phase != MptcpPhase.Established)
        {
            return false;
        }

        // Until the listener's first DSS shows that it knows our key, acknowledgements and the first data repeat both.
        if (segment.PayloadLength == 0)
        {
            if (_connection.WantsDataFin)
            {
                // A DATA_FIN does not fit beside MP_CAPABLE. Linux sends it alone; when nothing answers that, the third ACK may be
                // lost, and the keys go first once more, with another acknowledgement to follow.
                if (_keysSent && _dataFinsAlone < DataFinsAlone)
                {
                    _dataFinsAlone++;
                    return false;
                }

                _keysWentFirst = !_keysWentFirst;
                if (!_keysWentFirst)
                {
                    return false;
                }

                _owesAck = true;
            }

            _keysSent = true;

            segment.Options = Capable(null);
            return true;
        }

        if (position == _connection.FirstMapped)
        {
            var capable = Capable(segment.PayloadLength);
            if (_connection.UsesChecksum)
            {
                var checksum = DataChecksum.Of(_connection.DsnOf(position), 1, segment.PayloadLength, segment.Payload, segment.PayloadLength, _connection.Literals);
                capable = new SegmentOptions { MpCapable = capable.MpCapable! with { Checksum = checksum } };
            }

            segment.Options = capable;
            return true;
        }

        return false;
    }

    /// <summary>DATA_FINs that go alone, once the keys were sent.</summary>
    private const int DataFinsAlone = 4;

    private bool _keysSent;
    private bool _keysWentFirst;
    private byte _dataFinsAlone;

    private byte OwnFlags => (byte)(MpCapable.HmacSha256 | (_connection.UsesChecksum ? MpCapable.ChecksumRequired : 0) | (_connection.Settings.JoinsToInitialAddress ? 0 : MpCapable.NoJoinToThisAddress));

    /// <summary>
    /// "The crypto algorithm flags": without one in common MPTCP cannot be spoken; flag B, from an extension that we do not know,
    /// means that the option is to be ignored (RFC 8684 section 3.1).
    /// </summary>
    private static bool IsUnderstood(MpCapable capable) => (capable.Flags & (MpCapable.HmacSha256 | MpCapable.Extensibility)) == MpCapable.HmacSha256;

    private SegmentOptions Capable(ushort? dataLength) =>
        new() { MpCapable = new MpCapable(Version, OwnFlags, _connection.LocalKey, _connection.RemoteKey, dataLength) };

    private bool DecorateJoin(ref Segment segment, Instant now)
    {
        var handshake = _handshake!;
        if (segment.Has(TcpFlags.Syn))
        {
            var join = IsOpener
                ? new MpJoin(MpJoinKind.Syn, Backup, handshake.LocalId, _connection.RemoteToken, handshake.LocalNonce, [])
                : new MpJoin(MpJoinKind.SynAck, Backup, handshake.LocalId, 0, handshake.LocalNonce, OwnHmac(handshake)[..8]);
            segment.Options = segment.Options! with { MpJoin = join };
            return true;
        }

        if (IsOpener && Phase == SubflowPhase.PreEstablished)
        {
            segment.Options = new SegmentOptions { MpJoin = new MpJoin(MpJoinKind.Ack, false, 0, 0, 0, handshake.AckHmac!) };
            if (_thirdAckDeadline == long.MaxValue)
            {
                // Not before it leaves: only then is the round trip of the SYN known.
                ArmThirdAck(now);
            }

            return true;
        }

        return false;
    }

    private byte[] OwnHmac(SubflowHandshake handshake) =>
        MptcpCrypto.JoinHmac(_connection.LocalKey, _connection.RemoteKey, handshake.LocalNonce, handshake.RemoteNonce);

    private byte[] PeerHmac(SubflowHandshake handshake) =>
        MptcpCrypto.JoinHmac(_connection.RemoteKey, _connection.LocalKey, handshake.RemoteNonce, handshake.LocalNonce);

    /// <returns>False to drop the segment.</returns>
    private bool OnHandshakeSegment(in Segment segment, Instant now)
    {
        if (segment.Has(TcpFlags.Rst))
        {
            return true;
        }

        return IsInitial ? OnCapableSegment(segment, now) : OnJoinSegment(segment, now);
    }

    private bool OnCapableSegment(in Segment segment, Instant now)
    {
        if (_connection.Phase == MptcpPhase.Fallback)
        {
            Complete(now);
            return true;
        }

        var capable = segment.Options?.MpCapable;
        if (capable is not null && (capable.Flags & MpCapable.ChecksumRequired) != 0 && Tcp.State is TcpState.SynSent or TcpState.Listen)
        {
            // "If either host requires the use of checksums, checksums MUST be used."
            _connection.OnChecksumAsked();
        }

        switch (Tcp.State)
        {
            case TcpState.SynSent when capable is { Version: Version, SenderKey: { } key } && IsUnderstood(capable):
                _connection.OnPeerKey(key, (capable.Flags & MpCapable.NoJoinToThisAddress) == 0, Tcp.WindowOf(segment));
                _connection.WasOfferedMptcp = true;
                Phase = SubflowPhase.Established;
                return true;
            case TcpState.Listen when capable is { Version: >= Version } && IsUnderstood(capable):
                _connection.WasOfferedMptcp = true;
                return true;
            case TcpState.SynReceived when !IsOpener && capable is { Version: Version, SenderKey: { } key, ReceiverKey: { } ours } && ours == _connection.LocalKey && IsUnderstood(capable):
                _connection.OnPeerKey(key, (capable.Flags & MpCapable.NoJoinToThisAddress) == 0, Tcp.WindowOf(segment));
                Complete(now);
                if (Tcp.SendsEarly && Tcp.SndNxt != Tcp.Iss + 1)
                {
                    // What was sent early had no Data ACK, by which the opener would know that its keys have come.
                    RequestAck();
                }

                return true;
            case TcpState.SynReceived when !IsOpener && segment.HasDss:
                // The opener's keys were lost on the way; its repetition will bring them.
                return false;
            case TcpState.SynSent or TcpState.Listen or TcpState.SynReceived:
                _connection.FallBack(this, "the peer does not speak MPTCP");
                Complete(now);
                return true;
        }

        if ((segment.HasDss && (segment.Dss & DssFlags.DataAck) != 0) || segment.Options?.AddAddress is { Echo: false })
        {
            // A mapping alone may have come before our keys did. An ADD_ADDR, too, comes only from a listener that knows our key
            // (Linux: check_fully_established).
            Complete(now);
            if (_connection.HasReceived)
            {
                // What came before is acknowledged at the data level only now.
                RequestAck();
            }
        }

        return true;
    }

    private void OnSynTimeout()
    {
        if (!IsInitial)
        {
            return;
        }

        if (Tcp.TimeoutsInRow == _connection.Settings.SynRepeatsBeforeFallback + 1)
        {
            _connection.OnSynsUnanswered(this);
        }
        else if (Tcp.TimeoutsInRow > _connection.Settings.SynRepeatsBeforeFallback)
        {
            _connection.OnPlainSynUnanswered();
        }
    }

    private void Complete(Instant now)
    {
        _handshake = null;
        Phase = SubflowPhase.Established;
        _connection.OnInitialSubflowComplete(this, now);
        if (_pendingOptions is { Count: > 0 })
        {
            // There was no room for them beside MP_CAPABLE.
            RequestAck();
        }
    }

    private bool OnJoinSegment(in Segment segment, Instant now)
    {
        var handshake = _handshake!;
        var join = segment.Options?.MpJoin;
        switch (Tcp.State)
        {
            case TcpState.Listen when join is { Kind: MpJoinKind.Syn }:
                handshake.RemoteNonce = join.Nonce;
                RemoteId = join.AddressId;
                JoinedAt = now;
                Backup |= join.Backup;
                return true;
            case TcpState.SynSent when join is { Kind: MpJoinKind.SynAck }:
                handshake.RemoteNonce = join.Nonce;
                RemoteId = join.AddressId;
                JoinedAt = now;
                if (!CryptographicOperations.FixedTimeEquals(join.Hmac, PeerHmac(handshake).AsSpan(0, 8)))
                {
                    // Section 3.2: "In this and all subsequent cases of sending a RST as described in this section, the sender SHOULD send an MP_TCPRST
                    // option [...] with the reason code for an 'MPTCP-specific error'". Linux: the same; before 7.1 reason 3 for a third ACK.
                    return Refuse(MpTcpRst.MptcpSpecificError, segment, now);
                }

                Backup |= join.Backup;
                handshake.AckHmac = OwnHmac(handshake)[..20];
                Phase = SubflowPhase.PreEstablished;
                WasEstablished = true;
                return true;
            case TcpState.SynReceived when join is { Kind: MpJoinKind.Ack }:
                if (!CryptographicOperations.FixedTimeEquals(join.Hmac, PeerHmac(handshake).AsSpan(0, 20)))
                {
                    return Refuse(MpTcpRst.MptcpSpecificError, segment, now);
                }

                // The fourth acknowledgement tells the opener that it may send data.
                RequestAck();
                CompleteJoin(now);
                return true;
            case TcpState.SynSent:
            case TcpState.SynReceived:
                // Without the option nothing proves the key; something on the way has removed it, and will again (Linux: subflow_syn_recv_sock).
                return Refuse(MpTcpRst.MptcpSpecificError, segment, now);
            case TcpState.Listen:
                return false;
        }

        if (IsOpener && Phase == SubflowPhase.PreEstablished && !segment.Has(TcpFlags.Syn))
        {
            CompleteJoin(now);
        }
        else if (!IsOpener && join is { Kind: MpJoinKind.Ack })
        {
            // The fourth acknowledgement was lost.
            RequestAck();
        }
        else if (!IsOpener && segment.HasDss)
        {
            _handshake = null;
        }

        return true;
    }

    /// <summary>When the third ACK is to be repeated because no fourth has come.</summary>
    private long _thirdAckDeadline = long.MaxValue;

    private int _thirdAcksRepeated;

    /// <summary>Two round trips, twice, as Linux (schedule_3rdack_retransmission); then longer, since the peer may be gone.</summary>
    private void ArmThirdAck(Instant now)
    {
        var interval = Tcp.Rtt.HasSample ? 2 * Tcp.Rtt.SmoothedRtt.Nanoseconds : Tcp.Rto.Nanoseconds;
        interval = Math.Max(interval, Tcp.UsesTimestamps ? 1_000_000 : 1);
        _thirdAckDeadline = now.Nanoseconds + (_thirdAcksRepeated < 2 ? interval : Math.Max(interval, Tcp.Rto.Nanoseconds) << Math.Min(_thirdAcksRepeated - 1, 7));
    }

    /// <summary>When the subflow wants to be woken.</summary>
    internal long NextTimeout => Math.Min(Tcp.NextTimeout.Nanoseconds, _thirdAckDeadline);

    internal void OnDeadline(Instant now)
    {
        if (_thirdAckDeadline <= now.Nanoseconds)
        {
            if (++_thirdAcksRepeated > Tcp.Settings.SynRetries)
            {
                AbortTcp();
                return;
            }

            ArmThirdAck(now);
            RequestAck();
        }

        if (Tcp.NextTimeout <= now)
        {
            Tcp.OnTimeout(now);
        }
    }

    private void CompleteJoin(Instant now)
    {
        _thirdAckDeadline = long.MaxValue;
        Phase = SubflowPhase.Established;
        WasEstablished = true;
        if (IsOpener)
        {
            _handshake = null;
        }

        _connection.OnJoinComplete(this, now);
    }

    /// <summary>Answers a segment by an RST that says why.</summary>
    /// <returns>False: the segment is dropped.</returns>
    internal bool Refuse(byte reason, in Segment segment, Instant now)
    {
        GiveReason(reason);
        Tcp.Refuse(segment);
        _connection.CloseSubflow(this, now);
        return false;
    }
}
