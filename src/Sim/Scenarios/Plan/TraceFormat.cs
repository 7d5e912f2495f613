namespace Mpsim.Scenarios.Plan;

/// <summary>How a trace file is written.</summary>
public enum TraceFormat
{
    /// <summary>One line per 1500-byte delivery opportunity: the millisecond at which it occurs.</summary>
    PacketOpportunities,

    /// <summary>Comma-separated values with a header line and a named column of rates.</summary>
    Csv,
}
