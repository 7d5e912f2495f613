namespace Mpsim.Models.Mptcp;

/// <summary>Where a subflow stands in MPTCP's handshakes (RFC 8684 sections 3.1 and 3.2).</summary>
public enum SubflowPhase : byte
{
    Handshake,

    /// <summary>The third ACK of a join was sent and not yet acknowledged: no data may be sent (section 3.2).</summary>
    PreEstablished,

    Established,
    Closed,
}
