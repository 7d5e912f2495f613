namespace Mpsim.Scenarios.Plan;

/// <summary>When a proxy that takes over answers the UE's SYN.</summary>
public enum ProxyAccept
{
    /// <summary>At once, while the connection to the server is still being opened.</summary>
    AtOnce,

    /// <summary>When the server has answered, so that a refusal reaches the UE as a refusal.</summary>
    AfterServer,
}
