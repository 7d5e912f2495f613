namespace Mpsim.Models.Tcp;

/// <summary>How much memory the data of a connection may take at the receiver, packets with their overhead counted (Linux: sk_rcvbuf).</summary>
/// <param name="Initial">Octets at the start: the middle of tcp_rmem, or twice what a program has set (SO_RCVBUF).</param>
/// <param name="Limit">Octets that the buffer may grow to (the last of tcp_rmem).</param>
/// <param name="IsFixed">A program has set the size: it does not grow (Linux: SOCK_RCVBUF_LOCK).</param>
/// <param name="MayShrink">The window may be taken back when memory is short (Linux: tcp_shrink_window), which RFC 9293 section 3.8.6 discourages.</param>
/// <param name="MergedSegment">Octets of the segments of which larger ones were merged on arrival; 0 where none was.</param>
public sealed record ReceiveMemorySettings(int Initial, int Limit, bool IsFixed, bool MayShrink, int MergedSegment);
