namespace Mpsim.Models.Tcp;

/// <summary>RFC 9293 figure 5 as one switch over (state, transition).</summary>
public static class TcpStateMachine
{
    /// <summary>The state that follows.</summary>
    /// <exception cref="InvalidOperationException">The transition has no meaning in the state: a fault of the caller, who checks segments and calls first.</exception>
    public static TcpState Next(TcpState state, TcpTransition transition) => (state, transition) switch
    {
        (TcpState.Closed, TcpTransition.PassiveOpen) => TcpState.Listen,
        (TcpState.Closed, TcpTransition.ActiveOpen) => TcpState.SynSent,
        (TcpState.Listen, TcpTransition.ActiveOpen) => TcpState.SynSent,
        (TcpState.Listen, TcpTransition.SynArrives) => TcpState.SynReceived,
        (TcpState.Listen, TcpTransition.Close) => TcpState.Closed,
        (TcpState.SynSent, TcpTransition.Close) => TcpState.Closed,
        (TcpState.SynSent, TcpTransition.SynAckArrives) => TcpState.Established,

        // Simultaneous open (RFC 9293 section 3.5, figure 7).
        (TcpState.SynSent, TcpTransition.SynArrives) => TcpState.SynReceived,
        (TcpState.SynReceived, TcpTransition.AckOfSynArrives) => TcpState.Established,
        (TcpState.SynReceived, TcpTransition.Close) => TcpState.FinWait1,
        (TcpState.SynReceived, TcpTransition.FinArrives) => TcpState.CloseWait,
        (TcpState.Established, TcpTransition.Close) => TcpState.FinWait1,
        (TcpState.Established, TcpTransition.FinArrives) => TcpState.CloseWait,
        (TcpState.FinWait1, TcpTransition.AckOfFinArrives) => TcpState.FinWait2,

        // Simultaneous close (RFC 9293 section 3.6, figure 13).
        (TcpState.FinWait1, TcpTransition.FinArrives) => TcpState.Closing,
        (TcpState.FinWait2, TcpTransition.FinArrives) => TcpState.TimeWait,
        (TcpState.Closing, TcpTransition.AckOfFinArrives) => TcpState.TimeWait,
        (TcpState.CloseWait, TcpTransition.Close) => TcpState.LastAck,
        (TcpState.LastAck, TcpTransition.AckOfFinArrives) => TcpState.Closed,
        (TcpState.TimeWait, TcpTransition.TimeWaitExpires) => TcpState.Closed,
        (not TcpState.Closed, TcpTransition.Reset) => TcpState.Closed,
        _ => throw new InvalidOperationException($"no transition {transition} in state {state} (RFC 9293 figure 5)"),
    };
}
