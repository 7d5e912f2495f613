using Mpsim.Models.Tcp;
using Mpsim.Models.Units;
using Mpsim.Models.Wire;

namespace Mpsim.Models.Mptcp;

// TCP Fast Open under MPTCP (RFC 8684 appendix B). Data of a SYN have no mapping and take no data sequence numbers: the first octet
// after them is IDSN + 1. They have positions as all data have, so it is the number of position 0 that moves.
public sealed partial class MptcpConnection
{
    /// <summary>Position of the first octet from the peer that has a data sequence number.</summary>
    internal long PeerFirstMapped => _synDataReceived;

    /// <summary>The SYN waits for the first data.</summary>
    public bool AwaitsSynData => _opened == 1 && _subflows[0].Tcp.AwaitsSynData;

    /// <summary>Accepted from the SYN, and the peer's key has not come.</summary>
    private bool IsOpenEarly => Phase == MptcpPhase.Handshake && _opened > 0 && _subflows[0].Tcp.SendsEarly;

    /// <summary>The initial subflow's SYN leaves with these data.</summary>
    private long WriteIntoSyn(Payload payload, long count)
    {
        var initial = _subflows[0];
        var taken = Math.Min(count, initial.Tcp.SynRoom);
        if (taken > 0)
        {
            Stream.Append(payload, taken);
            _written += taken;
            _sndNxt += taken;
            initial.BytesScheduled += taken;
            initial.Tcp.Commit(0, taken);
            _assigning?.OnAssigned(this, new Scheduling.Assignment(initial, 0, taken));
            ReleaseSyn();
        }

        return taken;
    }

    /// <summary>Sends the SYN with what there is.</summary>
    public void ReleaseSyn()
    {
        _subflows[0].Tcp.ReleaseSyn();
        Touch(_subflows[0]);
    }

    /// <summary>The SYN/ACK has acknowledged that much of the SYN's data; the rest is mapped when it is sent again (appendix B.3, figures 20 and 21).</summary>
    internal void OnSynDataAcknowledged(int count, Instant now)
    {
        if (Phase == MptcpPhase.Fallback)
        {
            return;
        }

        FirstMapped = count;
        _firstDsn -= (ulong)count;
        _windowEdge += count;
        if (count > 0)
        {
            Advance(count, now);
        }
        else if (_sndUna < _sndNxt)
        {
            ArmData(now);
        }
    }

    internal void OnSynData(Payload payload, int count)
    {
        _synDataReceived += count;
        _firstPeerDsn -= (ulong)count;
        Deliver(payload, count);
    }

    internal void OnOpenedEarly(uint window)
    {
        _windowEdge = _largestWindow = window;
        OnSubflowUsabilityChanged();
    }
}
