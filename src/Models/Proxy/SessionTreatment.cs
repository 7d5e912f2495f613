namespace Mpsim.Models.Proxy;

/// <summary>What a proxy does with a session whose SYN offers MPTCP.</summary>
public enum SessionTreatment
{
    /// <summary>Nothing: its packets are forwarded.</summary>
    Pass,

    /// <summary>MPTCP ends at the proxy, whatever the server speaks.</summary>
    TakeOver,

    /// <summary>The SYN passes, and the server's answer decides: an M-Server has the session to itself, an N-Server is relieved of MPTCP by the proxy.</summary>
    Transparent,
}
