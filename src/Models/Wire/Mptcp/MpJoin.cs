namespace Mpsim.Models.Wire.Mptcp;

/// <summary>Which of the three forms of MP_JOIN an option has (RFC 8684 section 3.2, figures 5 to 7).</summary>
public enum MpJoinKind : byte
{
    Syn,
    SynAck,
    Ack,
}

/// <summary>MP_JOIN (RFC 8684 section 3.2).</summary>
/// <param name="Kind">Form of the option.</param>
/// <param name="Backup">B: the sender wants the subflow used as a backup only; SYN and SYN/ACK.</param>
/// <param name="AddressId">Address identifier of the sender; SYN and SYN/ACK.</param>
/// <param name="Token">Receiver's token; SYN.</param>
/// <param name="Nonce">Sender's nonce; SYN and SYN/ACK.</param>
/// <param name="Hmac">SYN/ACK: the 64 most significant bits of the HMAC (8 octets); ACK: the 160 most significant (20 octets).</param>
public sealed record MpJoin(MpJoinKind Kind, bool Backup, byte AddressId, uint Token, uint Nonce, byte[] Hmac)
{
    /// <summary>Octets on the wire: 12, 16 or 24.</summary>
    public int Length => Kind switch { MpJoinKind.Syn => 12, MpJoinKind.SynAck => 16, _ => 24 };
}
