namespace Mpsim.Scenarios.Plan;

/// <summary>What an application does with a connection.</summary>
public enum TransferKind
{
    /// <summary>One side sends as fast as it can, for a size, for a time, or to the end of the run.</summary>
    Bulk,

    /// <summary>The opener sends a request, the other side answers, then the connection closes.</summary>
    RequestResponse,
}
