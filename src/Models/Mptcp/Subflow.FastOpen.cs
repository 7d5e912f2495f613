using Mpsim.Models.Tcp;
using Mpsim.Models.Units;
using Mpsim.Models.Wire;

namespace Mpsim.Models.Mptcp;

// TCP Fast Open under MPTCP (RFC 8684 appendix B).
public sealed partial class Subflow
{
    /// <summary>Octets of our SYN that the peer has taken; neither data sequence numbers nor the subflow's count them (appendix B.2).</summary>
    private uint _synDataSent;

    /// <summary>Octets of the peer's SYN that were taken.</summary>
    private uint _synDataReceived;

    /// <summary>Subflow sequence number of what has this sequence number of ours.</summary>
    private uint SubflowSeqOf(uint seq) => seq - Tcp.Iss - _synDataSent;

    /// <summary>The same in the peer's direction.</summary>
    private uint PeerSubflowSeqOf(uint seq) => seq - Tcp.Irs - _synDataReceived;

    /// <summary>
    /// Accepted from its SYN, and the peer's key has not come: mappings have no Data ACK, and an acknowledgement without data would have no
    /// option at all, from which the peer would conclude that MPTCP does not get through. So there is none.
    /// </summary>
    private bool IsEarly => _connection.RemoteKey == 0 && Phase == SubflowPhase.Established && _connection.Phase == MptcpPhase.Handshake;

    public override void OnSynDataAcknowledged(int count, Instant now)
    {
        _synDataSent = (uint)count;
        _connection.OnSynDataAcknowledged(count, now);
    }

    public override void OnSynData(Payload payload, int count)
    {
        _synDataReceived += (uint)count;
        BytesReceived += count;
        _connection.OnSynData(payload, count);
    }

    /// <summary>Data may go before the keys have come: their mappings say where they belong, and only Data ACKs have to wait (appendix B.3, with erratum 6609).</summary>
    public override void OnOpenedEarly()
    {
        Phase = SubflowPhase.Established;
        _connection.OnOpenedEarly(Tcp.SndWnd);
    }
}
