namespace Mpsim.Models.Wire.Mptcp;

/// <summary>
/// MP_CAPABLE (RFC 8684 section 3.1). The SYN carries no key, the SYN/ACK the sender's, the third ACK and the
/// first data both; with data, the data-level length follows.
/// </summary>
/// <param name="Version">MPTCP version; 1 in RFC 8684.</param>
/// <param name="Flags">A to H: checksum required 0x80, extensibility 0x40, no joins to this address (C) 0x20, HMAC-SHA256 (H) 0x01.</param>
/// <param name="SenderKey">Key of the sender, absent in the SYN.</param>
/// <param name="ReceiverKey">Key of the receiver, present from the third ACK on.</param>
/// <param name="DataLength">Data-level length, present with data.</param>
public sealed record MpCapable(byte Version, byte Flags, ulong? SenderKey, ulong? ReceiverKey, ushort? DataLength)
{
    public const byte ChecksumRequired = 0x80;
    public const byte Extensibility = 0x40;
    public const byte NoJoinToThisAddress = 0x20;
    public const byte HmacSha256 = 0x01;

    /// <summary>Checksum of the data (section 3.3.1), present with a data-level length where checksums were agreed.</summary>
    public ushort? Checksum { get; init; }

    /// <summary>Octets on the wire before padding: 4, 12, 20, 22 or 24.</summary>
    public int Length => DataLength is not null ? (Checksum is null ? 22 : 24) : ReceiverKey is not null ? 20 : SenderKey is not null ? 12 : 4;
}
