namespace Mpsim.Scenarios.Plan;

/// <summary>What becomes of a new session for which there is no public port.</summary>
public enum SharingExhaustion
{
    /// <summary>Its SYN is dropped in silence.</summary>
    Drop,

    /// <summary>Its SYN is answered by RST.</summary>
    Reset,

    /// <summary>It passes the proxy, which does not take it over, with the UE's own address.</summary>
    Pass,
}
