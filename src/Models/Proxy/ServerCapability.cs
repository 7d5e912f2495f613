namespace Mpsim.Models.Proxy;

/// <summary>What a proxy knows of a server from the answers that have passed it.</summary>
public enum ServerCapability
{
    /// <summary>Nothing, or nothing recent.</summary>
    Unknown,

    /// <summary>It has answered MP_CAPABLE by MP_CAPABLE.</summary>
    Mptcp,

    /// <summary>It has answered MP_CAPABLE without.</summary>
    Tcp,
}
