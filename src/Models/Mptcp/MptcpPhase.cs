namespace Mpsim.Models.Mptcp;

/// <summary>Where an MPTCP connection stands.</summary>
public enum MptcpPhase : byte
{
    /// <summary>The initial subflow's handshake has not shown yet whether the peer speaks MPTCP.</summary>
    Handshake,

    /// <summary>Both keys are known; the peer may not yet know it.</summary>
    Established,

    /// <summary>The peer has sent a DSS: subflows may be added (RFC 8684 section 3.1).</summary>
    FullyEstablished,

    /// <summary>Plain TCP on the only subflow (RFC 8684 section 3.7).</summary>
    Fallback,

    Closed,
}
