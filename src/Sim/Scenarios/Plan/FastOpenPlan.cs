namespace Mpsim.Scenarios.Plan;

/// <summary>What a node does of TCP Fast Open.</summary>
[Flags]
public enum FastOpenPlan
{
    Off = 0,

    /// <summary>Opens connections with data in the SYN.</summary>
    Client = 1,

    /// <summary>Takes data from SYNs.</summary>
    Server = 2,

    Both = Client | Server,
}
