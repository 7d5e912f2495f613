namespace Mpsim.Packetdrill.Matching;

/// <summary>What an outbound packet may have otherwise than Linux 6.18 has it, where RFCs leave the choice.</summary>
[Flags]
internal enum Leniency
{
    None = 0,

    /// <summary>Options in any order.</summary>
    OptionOrder = 0x01,

    /// <summary>Any padding by NOPs.</summary>
    Padding = 0x02,

    /// <summary>Data ACKs and data sequence numbers of four or eight octets (RFC 8684 section 3.3).</summary>
    DataAckLength = 0x04,

    /// <summary>A Data ACK alone may stand before the FIN that Linux merges it into.</summary>
    DataAckBeforeFin = 0x08,

    /// <summary>A pure acknowledgement may come later, up to 500 ms (RFC 9293 section 3.8.6.3), or be carried by what follows.</summary>
    DelayedAck = 0x10,

    /// <summary>Any window scale.</summary>
    WindowScale = 0x20,

    /// <summary>The B bit in the SYN/ACK of a join.</summary>
    JoinBackup = 0x40,

    /// <summary>A DSS may be missing beside ADD_ADDR on a pure acknowledgement (Linux since 5.16 has none there).</summary>
    AddressAlone = 0x80,

    /// <summary>Pure acknowledgements after the last line.</summary>
    TrailingAck = 0x100,

    All = OptionOrder | Padding | DataAckLength | DataAckBeforeFin | DelayedAck | WindowScale | JoinBackup | AddressAlone | TrailingAck,
}
