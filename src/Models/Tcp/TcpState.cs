namespace Mpsim.Models.Tcp;

/// <summary>The eleven states of a connection (RFC 9293 section 3.3.2), in an order that lets ranges be compared.</summary>
public enum TcpState : byte
{
    Closed,
    Listen,
    SynSent,
    SynReceived,
    Established,
    FinWait1,
    FinWait2,
    CloseWait,
    Closing,
    LastAck,
    TimeWait,
}

/// <summary>What moves a connection from state to state (RFC 9293 figure 5).</summary>
public enum TcpTransition : byte
{
    /// <summary>OPEN call, passive.</summary>
    PassiveOpen,

    /// <summary>OPEN call, active: a SYN is sent.</summary>
    ActiveOpen,

    /// <summary>A SYN without an acceptable ACK arrived.</summary>
    SynArrives,

    /// <summary>A SYN arrived that acknowledges our SYN.</summary>
    SynAckArrives,

    /// <summary>Our SYN is acknowledged in SYN-RECEIVED.</summary>
    AckOfSynArrives,

    /// <summary>CLOSE call: a FIN is sent, or will be after the queued data.</summary>
    Close,

    /// <summary>The peer's FIN arrived in order.</summary>
    FinArrives,

    /// <summary>Our FIN is acknowledged.</summary>
    AckOfFinArrives,

    /// <summary>Two maximum segment lifetimes have passed in TIME-WAIT.</summary>
    TimeWaitExpires,

    /// <summary>An acceptable RST arrived, the user aborted, or the retransmission limit was reached.</summary>
    Reset,
}
