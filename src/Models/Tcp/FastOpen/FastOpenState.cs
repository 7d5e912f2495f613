namespace Mpsim.Models.Tcp.FastOpen;

/// <summary>What a connection that is opened fast remembers beside what every connection does.</summary>
internal sealed class FastOpenState
{
    /// <summary>At the end that opens.</summary>
    public FastOpenOffer? Offer { get; init; }

    /// <summary>At the end that accepts.</summary>
    public FastOpenAnswer? Answer { get; init; }

    /// <summary>The SYN waits for the first data.</summary>
    public bool AwaitsData { get; set; }

    /// <summary>Octets of data that the SYN carried.</summary>
    public int SynData { get; set; }

    /// <summary>Data of a SYN were acknowledged, ours or the peer's.</summary>
    public bool IsSynDataAcknowledged { get; set; }

    /// <summary>The connection was accepted from its SYN alone, and its third ACK has not come.</summary>
    public bool IsPending { get; set; }

    /// <summary>The connection is over, and what is left of it looks as if something on the way had swallowed the data.</summary>
    public bool LooksSwallowed { get; set; }
}
