using Mpsim.Models.Units;
using Mpsim.Models.Wire;
using Mpsim.Models.Wire.Tcp;

namespace Mpsim.Models.Proxy;

/// <summary>A SYN with MPTCP that has passed a proxy in transparent mode, and what must be known of it when the server's answer comes.</summary>
internal sealed class PassedSyn
{
    /// <summary>The SYN as it passed last, without payload: only what the server acknowledges of it counts.</summary>
    public Packet Syn { get; } = new();

    /// <summary>When it last passed.</summary>
    public Instant PassedAt { get; private set; }

    /// <summary>How often it passed.</summary>
    public int Passes { get; private set; }

    /// <summary>An answer has decided what becomes of the session; another of the same SYN, because that one was lost, is no other session.</summary>
    public bool IsDecided { get; set; }

    /// <summary>Takes note of a passage.</summary>
    public void OnPassage(Packet syn, Instant now)
    {
        // The listener may answer any copy: what one of them said of ECN (RFC 3168 section 6.1.1) has been said.
        var flags = Passes == 0 ? TcpFlags.None : Syn.Segment.Flags;
        Passes++;
        PassedAt = now;
        Syn.Source = syn.Source;
        Syn.Destination = syn.Destination;
        Syn.WireLength = syn.WireLength;
        Syn.Dscp = syn.Dscp;
        Syn.Segment = syn.Segment;
        Syn.Segment.Flags |= flags;
        Syn.Segment.PayloadLength = 0;
        Syn.Segment.Payload = default;
    }
}
