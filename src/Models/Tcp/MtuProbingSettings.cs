namespace Mpsim.Models.Tcp;

/// <summary>The search for the MTU of a path by segments of data (RFC 4821), for connections without a layer above.</summary>
/// <param name="FromStart">Every connection searches (Linux: tcp_mtu_probing = 2); else only one whose segments seem to vanish for their size (1).</param>
/// <param name="BaseSegment">Octets of payload that every path is taken to let pass (Linux: tcp_base_mss).</param>
public sealed record MtuProbingSettings(bool FromStart, int BaseSegment = 1024);
