namespace Mpsim.Models.Proxy;

/// <summary>What has become of a session whose SYN came to a proxy.</summary>
public enum SessionOutcome
{
    /// <summary>MPTCP ends at the proxy.</summary>
    TakenOver,

    /// <summary>MPTCP goes on to an M-Server, and the proxy only forwards.</summary>
    Left,

    /// <summary>The proxy only forwards, for another reason.</summary>
    Passed,

    /// <summary>The proxy only forwards, because its limits grant no further session.</summary>
    Refused,

    /// <summary>The UE offers no MPTCP, and the proxy only forwards.</summary>
    NotOffered,
}
