namespace Mpsim.Scenarios.Plan;

/// <summary>What an MPTCP endpoint is for, as in <c>ip mptcp endpoint</c>.</summary>
[Flags]
public enum EndpointFlags
{
    None = 0,

    /// <summary>Open a subflow from this address.</summary>
    Subflow = 1,

    /// <summary>Announce this address by ADD_ADDR.</summary>
    Signal = 2,

    /// <summary>Subflows here are used only when no other is left.</summary>
    Backup = 4,

    /// <summary>Connect from this address to every address of the peer.</summary>
    FullMesh = 8,
}
