namespace Mpsim.Models.Tcp;

// What must hold between any two calls, recounted from scratch; tests ask after every step.
public sealed partial class TcpConnection
{
    /// <summary>Compares every running count with the scoreboard.</summary>
    /// <exception cref="InvalidOperationException">A count does not agree.</exception>
    internal void CheckInvariants()
    {
        CheckScoreboard();
        Require(InFlight >= 0, "in flight is negative");
        Require(Congestion.Cwnd >= 1, "the window is empty");
        Require(_state < TcpState.SynReceived || _sent.IsEmpty || _timer != TimerKind.None || _recovery.ProbeIsDue, "nothing waits for what is outstanding");
        Require(_sendQueue.Bytes == 0 || _state < TcpState.Established || !_sent.IsEmpty || _timer == TimerKind.Persist || _paceUntil != long.MaxValue || _extension is not null, "nothing waits for the window to open");
        Require(!_peerClosed || _reassembly.Count == 0 || _peerFinSeq + 1 == _rcvNxt, "data are held past the peer's FIN");
        Require(_reassembly.Count == 0 || _reassembly[0].Start > ReceivedInOrder, "data in order are held back");
        Require(!_peerFinSeen || _peerClosed || _peerFinSeq != _rcvNxt || _state < TcpState.Established, "a FIN in order is held back");
    }

    private void CheckScoreboard()
    {
        int sacked = 0, lost = 0, retransmitted = 0, unsent = 0;
        var next = _sndUna;
        for (var index = _sent.Head; index != _sent.Tail; index++)
        {
            ref var segment = ref _sent[index];
            Require(segment.Seq == next, "the retransmission queue has a gap");
            Require(segment.EndSeq != segment.Seq, "an empty segment is outstanding");
            next = segment.EndSeq;
            sacked += segment.Is(SegmentMarks.Sacked) ? 1 : 0;
            lost += segment.Is(SegmentMarks.Lost) ? 1 : 0;
            retransmitted += segment.Is(SegmentMarks.Retransmitted) ? 1 : 0;
            var waits = (segment.Marks & (SegmentMarks.Lost | SegmentMarks.Retransmitted)) == SegmentMarks.Lost;
            unsent += waits ? 1 : 0;
            Require(!segment.Is(SegmentMarks.Sacked) || !segment.Is(SegmentMarks.Lost | SegmentMarks.Retransmitted), "a segment is both SACKed and in flight or lost");
            Require(!waits || (int)(index - _retransmitCursor) >= 0, "a lost segment lies before the cursor");
        }

        Require(next == _sndNxt || _state == TcpState.Closed, "the retransmission queue does not end at SND.NXT");
        Require(_sackPermitted ? _sackedOut == sacked : _sackedOut + lost <= _sent.Count, "sacked segments are miscounted");
        Require(_lostOut == lost, "lost segments are miscounted");
        Require(_retransOut == retransmitted, "retransmissions are miscounted");
        Require(_lostUnsent == unsent, "segments that wait to be sent again are miscounted");
    }

    private static void Require(bool condition, string otherwise)
    {
        if (!condition)
        {
            throw new InvalidOperationException(otherwise);
        }
    }
}
