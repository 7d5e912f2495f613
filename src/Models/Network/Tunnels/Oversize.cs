namespace Mpsim.Models.Network.Tunnels;

/// <summary>What becomes of packets that do not fit into a tunnel (RFC 4459 section 3).</summary>
public enum Oversize
{
    /// <summary>They vanish without a word, as where ICMP is filtered (RFC 2923 section 2.1); SYNs that pass have their segment size lowered, so that there are none.</summary>
    Clamp,

    /// <summary>
    /// They are sent in fragments, which the other end puts together again, whatever the DF bit inside says, as tunnels of operators do that are told to ignore it
    /// (Linux: <c>ignore-df nopmtudisc</c>). RFC 2003 section 3.1 and RFC 2473 section 7 would have such a packet discarded and an ICMP message sent.
    /// </summary>
    Fragment,

    /// <summary>They vanish without a word.</summary>
    Drop,
}
