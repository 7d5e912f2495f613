using Mpsim.Models.Tcp;

namespace Mpsim.Models.Tests.Tcp;

public sealed class TcpStateMachineTests
{
    /// <summary>RFC 9293 figure 5, and CLOSE in SYN-SENT and LISTEN of section 3.10.4.</summary>
    private static readonly Dictionary<(TcpState, TcpTransition), TcpState> Figure = new()
    {
        [(TcpState.Closed, TcpTransition.PassiveOpen)] = TcpState.Listen,
        [(TcpState.Closed, TcpTransition.ActiveOpen)] = TcpState.SynSent,
        [(TcpState.Listen, TcpTransition.ActiveOpen)] = TcpState.SynSent,
        [(TcpState.Listen, TcpTransition.SynArrives)] = TcpState.SynReceived,
        [(TcpState.Listen, TcpTransition.Close)] = TcpState.Closed,
        [(TcpState.SynSent, TcpTransition.Close)] = TcpState.Closed,
        [(TcpState.SynSent, TcpTransition.SynArrives)] = TcpState.SynReceived,
        [(TcpState.SynSent, TcpTransition.SynAckArrives)] = TcpState.Established,
        [(TcpState.SynReceived, TcpTransition.AckOfSynArrives)] = TcpState.Established,
        [(TcpState.SynReceived, TcpTransition.Close)] = TcpState.FinWait1,
        [(TcpState.SynReceived, TcpTransition.FinArrives)] = TcpState.CloseWait,
        [(TcpState.Established, TcpTransition.Close)] = TcpState.FinWait1,
        [(TcpState.Established, TcpTransition.FinArrives)] = TcpState.CloseWait,
        [(TcpState.FinWait1, TcpTransition.AckOfFinArrives)] = TcpState.FinWait2,
        [(TcpState.FinWait1, TcpTransition.FinArrives)] = TcpState.Closing,
        [(TcpState.FinWait2, TcpTransition.FinArrives)] = TcpState.TimeWait,
        [(TcpState.Closing, TcpTransition.AckOfFinArrives)] = TcpState.TimeWait,
        [(TcpState.CloseWait, TcpTransition.Close)] = TcpState.LastAck,
        [(TcpState.LastAck, TcpTransition.AckOfFinArrives)] = TcpState.Closed,
        [(TcpState.TimeWait, TcpTransition.TimeWaitExpires)] = TcpState.Closed,
    };

    public static TheoryData<TcpState, TcpTransition> Pairs()
    {
        var pairs = new TheoryData<TcpState, TcpTransition>();
        foreach (var state in Enum.GetValues<TcpState>())
        {
            foreach (var transition in Enum.GetValues<TcpTransition>())
            {
                pairs.Add(state, transition);
            }
        }

        return pairs;
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Each_pair_follows_the_figure_or_is_refused(TcpState state, TcpTransition transition)
    {
        if (transition == TcpTransition.Reset && state != TcpState.Closed)
        {
            Assert.Equal(TcpState.Closed, TcpStateMachine.Next(state, transition));
        }
        else if (Figure.TryGetValue((state, transition), out var next))
        {
            Assert.Equal(next, TcpStateMachine.Next(state, transition));
        }
        else
        {
            Assert.Throws<InvalidOperationException>(() => TcpStateMachine.Next(state, transition));
        }
    }
}
