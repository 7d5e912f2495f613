namespace Mpsim.Models.Proxy.Failover;

/// <summary>What stands by for a proxy that may crash.</summary>
public enum StandbyKind
{
    /// <summary>Nothing: its sessions wait until it is up again, and are lost.</summary>
    None,

    /// <summary>Another box that takes over the addresses, and knows of the sessions only what it takes to end them in order.</summary>
    ColdStandby,

    /// <summary>Another box that has the state of all sessions and goes on with them.</summary>
    HotStandby,
}
