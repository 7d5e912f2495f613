namespace Mpsim.Models.Steering;

/// <summary>How a client names the server to a proxy that it addresses itself.</summary>
public enum SteeringKind
{
    /// <summary>By a Connect TLV at the beginning of the byte stream, in the SYN (RFC 8803).</summary>
    Convert,

    /// <summary>By a CONNECT request once a method was agreed on (RFC 1928).</summary>
    Socks5,

    /// <summary>By an option in the SYN (draft-boucadair-mptcp-plain-mode-06).</summary>
    PlainMode,
}
