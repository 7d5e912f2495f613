using Mpsim.Models.Tcp;

namespace Mpsim.Models.Mptcp;

// The state of the connection in TCP's terms.
public sealed partial class MptcpConnection
{
    /// <summary>The peer had closed its direction when ours was closed.</summary>
    private bool _closesLast;

    /// <summary>
    /// The state that a TCP connection would be in, with DATA_FINs for FINs (RFC 8684 section 3.3.3); before the keys are exchanged and after fallback
    /// that of the subflow.
    /// </summary>
    public TcpState State => Phase switch
    {
        MptcpPhase.Handshake or MptcpPhase.Fallback => _subflows.Count > 0 ? _subflows[0].Tcp.State : TcpState.Closed,
        MptcpPhase.Closed => TcpState.Closed,
        _ when IsDataClosed => TcpState.Closed,
        _ when _dataFinQueued && _dataFinAcknowledged => TcpState.FinWait2,
        _ when _dataFinQueued && _peerFinReached => _closesLast ? TcpState.LastAck : TcpState.Closing,
        _ when _dataFinQueued => TcpState.FinWait1,
        _ when _peerFinReached => TcpState.CloseWait,
        _ => TcpState.Established,
    };
}
