namespace Mpsim.Scenarios.Plan;

/// <summary>How the end that opens a flow names the other end to a proxy that it addresses.</summary>
public enum ProxyProtocol
{
    /// <summary>Not at all: it opens its connections to the other end itself.</summary>
    None,

    /// <summary>RFC 8803.</summary>
    Convert,

    /// <summary>RFC 1928.</summary>
    Socks5,

    /// <summary>draft-boucadair-mptcp-plain-mode.</summary>
    PlainMode,
}
