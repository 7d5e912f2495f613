using Mpsim.Models.Tcp;

namespace Mpsim.Packetdrill.Sockets;

/// <summary>
/// The send buffer of a TCP socket as Linux accounts for it: by packets, each with an overhead. It decides how much a write takes and
/// when a writer is woken; the stack itself, which counts octets, is left without a limit. Packets are made as tcp_sendmsg makes
/// them, cut as tcp_write_xmit cuts them, and go as they are acknowledged.
/// </summary>
internal sealed class SendBuffer(long limit, bool isFixed, int leastBurst)
{
    /// <summary>What a packet takes beside its octets: the structures sk_buff and skb_shared_info, and room for headers.</summary>
    private const int Overhead = 960;

    /// <summary>Most octets in a packet that is cut up below the stack (Linux: GSO_LEGACY_MAX_SIZE less the headers).</summary>
    private const int LargestPacket = 65536 - 1 - 320;

    private readonly List<Piece> _pieces = [];
    private long _limit = limit;
    private bool _isFixed = isFixed;
    private long _sent;
    private long _acknowledged;

    /// <summary>TCP_NOTSENT_LOWAT; 0 is for the host's, which is no limit.</summary>
    public long NotSentLowWater { get; set; }

    /// <summary>A writer was turned away and waits to be told (Linux: SOCK_NOSPACE).</summary>
    public bool HasNoSpace { get; set; }

    private long LowWater => NotSentLowWater == 0 ? uint.MaxValue : NotSentLowWater;

    private long Queued => _pieces.Sum(piece => piece.End - piece.Start + Overhead);

    private long NotSent => _pieces.Count == 0 ? 0 : _pieces[^1].End - Math.Max(_sent, _pieces[0].Start);

    /// <summary>A third is free, and little waits to be sent (Linux: sk_stream_is_writeable).</summary>
    public bool IsWritable => _limit - Queued >= Queued / 2 && NotSent * 2 < LowWater;

    /// <summary>SO_SNDBUF: the size no longer follows the window.</summary>
    public void Fix(long octets)
    {
        _limit = octets;
        _isFixed = true;
    }

    /// <summary>Octets that go into the packet that a write is filling, or would begin.</summary>
    /// <returns>0 when the writer has to wait.</returns>
    public long Room(TcpConnection tcp)
    {
        var goal = Goal(tcp);
        if (_pieces.Count > 0 && _pieces[^1] is { IsClosed: false } last && last.End > _sent && last.End - last.Start < goal)
        {
            return goal - (last.End - last.Start);
        }

        return Queued < _limit && NotSent < LowWater ? goal : 0;
    }

    /// <summary>Octets that <see cref="Room"/> had a place for were written.</summary>
    public void Append(TcpConnection tcp, long from, long count)
    {
        if (_pieces.Count > 0 && _pieces[^1] is { IsClosed: false } last && last.End > _sent && last.End - last.Start < Goal(tcp))
        {
            last.End += count;
        }
        else
        {
            _pieces.Add(new Piece { Start = from, End = from + count });
        }
    }

    /// <summary>What is written later does not go into the last packet (MSG_EOR).</summary>
    public void Close()
    {
        if (_pieces.Count > 0)
        {
            _pieces[^1].IsClosed = true;
        }
    }

    /// <summary>Takes note of what was sent and acknowledged.</summary>
    /// <param name="tcp">The connection.</param>
    /// <param name="sent">Octets of the stream that were sent.</param>
    /// <param name="acknowledged">Octets of the stream that were acknowledged.</param>
    /// <returns>A writer that waits is to be told.</returns>
    public bool Observe(TcpConnection tcp, long sent, long acknowledged)
    {
        CutSent(sent, Burst(tcp) * (long)tcp.MaximumSegment);
        _pieces.RemoveAll(piece => piece.End <= acknowledged);
        if (_pieces.Count > 0 && _pieces[0].Start < acknowledged)
        {
            _pieces[0].Start = acknowledged;
        }

        // Linux looks when an acknowledgement has come (tcp_check_space).
        var hasAdvanced = acknowledged > _acknowledged;
        _acknowledged = acknowledged;
        if (!HasNoSpace || !hasAdvanced)
        {
            return false;
        }

        if (!_isFixed)
        {
            // Linux: tcp_sndbuf_expand, for two windows. A window that is filled to the last segment does not let it grow there; with
            // segments that wait for a burst, as they do in Linux (tcp_tso_should_defer), it seldom is.
            _limit = Math.Max(_limit, 2L * Math.Max(tcp.Congestion.Cwnd, Models.Tcp.Congestion.CongestionControl.InitialWindow) * 2304);
        }

        HasNoSpace = !IsWritable;
        return !HasNoSpace;
    }

    /// <summary>What leaves is cut at the end of what the window lets out, and into bursts (Linux: tso_fragment).</summary>
    private void CutSent(long sent, long burst)
    {
        for (var i = 0; i < _pieces.Count && _sent < sent; i++)
        {
            var piece = _pieces[i];
            if (piece.End <= _sent)
            {
                continue;
            }

            var end = Math.Min(piece.End, Math.Min(sent, piece.Start + burst));
            if (end < piece.End)
            {
                _pieces.Insert(i + 1, new Piece { Start = end, End = piece.End, IsClosed = piece.IsClosed });
                piece.End = end;
            }

            _sent = end;
        }

        _sent = Math.Max(_sent, sent);
    }

    /// <summary>Segments in a burst: about what the pacing rate lets out in a millisecond, more at short round trips (Linux: tcp_tso_autosize).</summary>
    private long Burst(TcpConnection tcp)
    {
        var octets = 0L;
        var smoothed = tcp.Rtt.SmoothedRtt.Nanoseconds / 1000;
        if (smoothed > 0)
        {
            var gain = tcp.Congestion.Cwnd < tcp.Congestion.Ssthresh / 2 ? 200 : 120;
            octets = (long)tcp.MaximumSegment * Math.Max(tcp.Congestion.Cwnd, tcp.Outstanding) * 10_000 * gain / smoothed / 1024;
        }

        var shift = tcp.Rtt.MinRtt.Nanoseconds / 1000 / 512;
        octets += shift < 32 ? LargestPacket >> (int)shift : 0;
        return Math.Max(leastBurst, Math.Min(octets, LargestPacket) / tcp.MaximumSegment);
    }

    /// <summary>A packet is filled up to half of the largest window that was seen (Linux: tcp_xmit_size_goal).</summary>
    private static long Goal(TcpConnection tcp)
    {
        long window = tcp.LargestSendWindow;
        var most = Math.Min(LargestPacket, Math.Max(window > 536 ? window / 2 : window, 1));
        return Math.Max(most / tcp.MaximumSegment, 1) * tcp.MaximumSegment;
    }

    /// <summary>One packet of the queue: octets of the stream from <see cref="Start"/> to before <see cref="End"/>.</summary>
    private sealed class Piece
    {
        public long Start { get; set; }

        public long End { get; set; }

        /// <summary>Nothing is appended to it.</summary>
        public bool IsClosed { get; set; }
    }
}
