using Mpsim.Models.Tcp.FastOpen;
using Mpsim.Models.Tcp.Recovery;
using Mpsim.Models.Units;
using Mpsim.Models.Wire.Tcp;

namespace Mpsim.Models.Tcp;

// TCP Fast Open (RFC 7413): data in the SYN, and an answer before the handshake is done.
public sealed partial class TcpConnection
{
    /// <summary>Kept free of data in a SYN for options that a device on the way may add (Linux: tcp_send_syn_data).</summary>
    private const int SynOptionsReserve = Segment.MaximumOptionsLength;

    /// <summary>Timeouts in a row after which a fast open is taken to meet a black hole (Linux: tcp_fastopen_active_detect_blackhole).</summary>
    private const int BlackholeTimeouts = 3;

    /// <summary>Null in a connection that has nothing to do with Fast Open.</summary>
    private FastOpenState? _fastOpen;

    /// <summary>The SYN waits for the first data; <see cref="ReleaseSyn"/> sends it without.</summary>
    public bool AwaitsSynData => _fastOpen is { AwaitsData: true };

    /// <summary>Data of a SYN were taken and acknowledged, in either direction (tcpi_options: TCPI_OPT_SYN_DATA).</summary>
    public bool IsSynDataAcknowledged => _fastOpen is { IsSynDataAcknowledged: true };

    /// <summary>The user may read and write: ESTABLISHED was reached, or the connection was accepted from its SYN (RFC 7413 section 4.2.2).</summary>
    public bool IsOpen => _state >= TcpState.Established || SendsEarly;

    /// <summary>Accepted from the SYN alone, and not acknowledged yet.</summary>
    public bool SendsEarly => _fastOpen is { IsPending: true } && _state == TcpState.SynReceived;

    /// <summary>Octets of data that may go in the SYN (RFC 7413 section 4.1.3.1; the server's MSS is known from earlier, or not at all).</summary>
    public int SynRoom
    {
        get
        {
            var own = PathMtu - HeaderLength;
            var known = _fastOpen?.Offer?.Peer.MaximumSegment ?? 0;
            return Math.Max(0, (known > 0 ? Math.Min(own, known) : own) - SynOptionsReserve);
        }
    }

    /// <summary>Active OPEN with data in the SYN, which waits for the first <see cref="Write"/>; or with a request for a cookie, at once.</summary>
    public void Open(FastOpenOffer? offer)
    {
        Open();
        if (offer is not null)
        {
            _fastOpen = new FastOpenState { Offer = offer, AwaitsData = offer.CarriesData };
            _synPending = !offer.CarriesData;
        }
    }

    /// <summary>Passive OPEN for a SYN that the listener has an answer for.</summary>
    public void Listen(FastOpenAnswer? answer)
    {
        Listen();
        if (answer is not null)
        {
            _fastOpen = new FastOpenState { Answer = answer };
        }
    }

    /// <summary>Sends the SYN with what there is.</summary>
    public void ReleaseSyn()
    {
        if (_fastOpen is { AwaitsData: true } state && _state == TcpState.SynSent)
        {
            state.AwaitsData = false;
            _synPending = true;
        }
    }

    /// <summary>The peer's SYN came while ours waited for data: it goes now, as a SYN/ACK without them, and the data follow the handshake.</summary>
    private void GiveUpWaitingForSynData()
    {
        if (_fastOpen is { AwaitsData: true } state)
        {
            state.AwaitsData = false;
            _synPending = true;
        }
    }

    /// <summary>The Fast Open option of a SYN or SYN/ACK. What is sent again goes without, in case it was that which was dropped (RFC 7413 section 4.2.1).</summary>
    private FastOpenCookie? FastOpenOption(bool isAnswer, bool isFirst) =>
        _fastOpen is not { } state || !isFirst ? null : isAnswer ? state.Answer?.Cookie : state.Offer?.Option;

    /// <summary>
    /// Puts data into a SYN that is about to leave. They are a segment of their own in the retransmission queue, because SYN and data
    /// are not sent together again.
    /// </summary>
    private void AddSynData(Instant now, ref Segment syn)
    {
        if (_fastOpen is not { Offer.CarriesData: true } state || _state != TcpState.SynSent || _sendQueue.Bytes == 0)
        {
            return;
        }

        var position = _sendQueue.Position;
        var payload = _streamMap.Locate(position, out var inRun);
        var length = (int)Math.Min(Math.Min(SynRoom, _sendQueue.Contiguous), inRun);
        if (length == 0)
        {
            return;
        }

        _sendQueue.Take(length);
        ref var sent = ref _sent.Push(_records);
        sent = new SentSegment { Position = position, Seq = _sndNxt, Length = (ushort)length, SentAt = now.Nanoseconds, Marks = SegmentMarks.Tail, Transmissions = 1 };
        _deliveryRate?.OnSent(_sent.Tail - 1, _sent.Head, now.Nanoseconds, false);
        _sndNxt += (uint)length;
        state.SynData = length;
        syn.Payload = payload;
        syn.PayloadLength = (ushort)length;
    }

    /// <summary>A SYN that is sent again has its data again where the peer answers no other.</summary>
    private void RepeatSynData(ref Segment syn)
    {
        if (_state == TcpState.SynSent && _fastOpen is { Offer.RepeatsData: true, SynData: > 0 and var length })
        {
            syn.Payload = _streamMap.Locate(_sent[_sent.Head + 1].Position, out _);
            syn.PayloadLength = (ushort)length;
        }
    }

    /// <summary>The SYN/ACK has come: the cookie is remembered, and data that it does not acknowledge go out at once (RFC 7413 section 4.2.2, client).</summary>
    private void FinishFastOpen(in Segment synAck, Instant now)
    {
        if (_fastOpen is not { Offer: { } offer } state)
        {
            return;
        }

        var cookie = offer.Option is not null && synAck.Options?.FastOpen is { IsValid: true } given ? given : null;
        var repeated = Retransmissions > 0;
        var unansweredRequest = !repeated && cookie is null && state.SynData == 0 ? offer.Option : null;
        var isUnacknowledged = !_sent.IsEmpty;
        offer.Peer.Remember(_peerMss, cookie, repeated && cookie is null && isUnacknowledged && offer.Option is not null, unansweredRequest);
        _extension?.OnSynDataAcknowledged((int)(_sndUna - _iss - 1), now);
        if (isUnacknowledged)
        {
            SendSynDataAgain(now);
            return;
        }

        state.IsSynDataAcknowledged = state.SynData > 0;
        if (state.IsSynDataAcknowledged)
        {
            // The SYN and its data were one segment.
            Delivered--;
        }

        TakeSynData(synAck, now);
        if (_rcvNxt == synAck.Seq + 1 + synAck.PayloadLength)
        {
            CheckFin(synAck, now);
        }
    }

    /// <summary>
    /// What is left of the SYN's data, in segments of the size that is known now. They are taken for lost, which says nothing of
    /// congestion (Linux: tcp_rcv_fastopen_synack, tcp_non_congestion_loss_retransmit).
    /// </summary>
    private void SendSynDataAgain(Instant now)
    {
        var rest = _sent[_sent.Head];
        _sent.Tail = _sent.Head;
        _rackCursor = _retransmitCursor = _sent.Head;
        while (rest.Length > 0)
        {
            var length = (ushort)Math.Min((int)rest.Length, _maximumSegment);
            ref var piece = ref _sent.Push(_records);
            piece = rest;
            piece.Length = length;
            piece.Marks = length < rest.Length ? SegmentMarks.None : rest.Marks & SegmentMarks.Tail;
            rest.Seq += length;
            rest.Position += length;
            rest.Length -= length;
        }

        // As they were before: what a timeout of the SYN has said of them is said anew.
        _lostOut = _lostUnsent = _retransOut = 0;
        for (var index = _sent.Head; index != _sent.Tail; index++)
        {
            MarkLost(ref _sent[index], index);
        }

        _recovery.Phase = RecoveryPhase.Loss;
        _recovery.HighSeq = _sndNxt;
        _recovery.CanUndo = false;
        ArmRetransmission(now);
    }

    /// <summary>The SYN is good enough: the connection is the user's, with the data that came along (RFC 7413 section 4.2.2, server).</summary>
    private void AcceptEarly(in Segment syn, Instant now)
    {
        if (_fastOpen is not { Answer: { Accepts: true } answer } state)
        {
            return;
        }

        state.IsPending = true;
        answer.Queue.OnAccepted();
        _sndWl1 = syn.Seq;
        _sndWl2 = _iss;
        _events |= TcpEvents.Connected;
        TakeSynData(syn, now);
        _extension?.OnOpenedEarly();
    }

    /// <summary>Takes the data of a SYN or SYN/ACK; the window bounds them as it does others.</summary>
    private void TakeSynData(in Segment syn, Instant now)
    {
        var length = Math.Min(syn.PayloadLength, (int)(_rcvAdvertised - _rcvNxt));
        if (length <= 0)
        {
            return;
        }

        _fastOpen!.IsSynDataAcknowledged = true;
        // Neither the size of segments nor the rhythm of acknowledgements is learnt from them (Linux: tcp_fastopen_add_skb).
        DataSegmentsReceived++;
        if (_extension is null)
        {
            Deliver(syn.Payload, 0, length, now);
        }
        else
        {
            _rcvNxt += (uint)length;
            _extension.OnSynData(syn.Payload, length);
        }

        _ackNow = true;
    }

    /// <summary>The third ACK has come, or the connection is over before it.</summary>
    private void EndPending()
    {
        if (_fastOpen is { IsPending: true } state)
        {
            state.IsPending = false;
            state.Answer!.Queue.OnDone();
        }
    }

    /// <summary>An RST before the third ACK: the SYN may have been spoofed (RFC 7413 section 5.1).</summary>
    private void ResetPending(Instant now)
    {
        if (_fastOpen is { IsPending: true } state)
        {
            state.IsPending = false;
            state.Answer!.Queue.OnReset(now);
        }
    }

    /// <summary>Signs that something on the way lets a SYN with data pass, and not what follows (Linux: tcp_fastopen_active_detect_blackhole and its callers).</summary>
    private void SuspectBlackhole(Instant now)
    {
        if (_fastOpen is { Offer: { } offer } state && (offer.Option is not null || state.SynData > 0))
        {
            offer.OnBlackhole(now);
        }
    }

    private void ReleaseFastOpen()
    {
        EndPending();
        if (_fastOpen is not { Offer: { } offer } state)
        {
            return;
        }

        if (DataSegmentsReceived > 0)
        {
            offer.OnDataReceived();
        }
        else
        {
            state.LooksSwallowed = _peerFinSeen && !_peerClosed && _reassembly.Count == 0;
        }
    }

    /// <summary>
    /// The connection is over and nobody has it any more. A FIN that is all there is beyond a gap is a sign of a blackhole, from now on
    /// (Linux: tcp_fastopen_active_disable_ofo_check, when the socket is destroyed).
    /// </summary>
    internal void ConcludeFastOpen(Instant now)
    {
        if (_fastOpen is { LooksSwallowed: true } state)
        {
            state.LooksSwallowed = false;
            SuspectBlackhole(now);
        }
    }
}
