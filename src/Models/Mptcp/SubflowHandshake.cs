namespace Mpsim.Models.Mptcp;

/// <summary>What only the handshake of a subflow needs; forgotten when it is over.</summary>
internal sealed class SubflowHandshake
{
    public required bool IsInitial { get; init; }

    /// <summary>This end sends the SYN.</summary>
    public required bool IsOpener { get; init; }

    public bool Backup { get; init; }

    /// <summary>Address identifier of this end.</summary>
    public byte LocalId { get; init; }

    public byte RemoteId { get; init; }

    /// <summary>Our nonce (R-A or R-B).</summary>
    public uint LocalNonce { get; init; }

    public uint RemoteNonce { get; set; }

    /// <summary>A join's third ACK, kept for repetition.</summary>
    public byte[]? AckHmac { get; set; }
}
