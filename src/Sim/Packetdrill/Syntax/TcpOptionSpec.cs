using Mpsim.Models.Wire;

namespace Mpsim.Packetdrill.Syntax;

/// <summary>One TCP option as a script writes it. The same records describe what a host has sent, with all values known.</summary>
internal abstract record TcpOptionSpec;

internal sealed record NopOption : TcpOptionSpec;

internal sealed record EolOption : TcpOptionSpec;

internal sealed record MssOption(ushort Value) : TcpOptionSpec;

internal sealed record WindowScaleOption(byte Shift) : TcpOptionSpec;

internal sealed record SackPermittedOption : TcpOptionSpec;

/// <summary>Blocks as sequence numbers of the script.</summary>
internal sealed record SackOption(IReadOnlyList<(uint Left, uint Right)> Blocks) : TcpOptionSpec;

internal sealed record TimestampsOption(uint Value, uint Echo) : TcpOptionSpec;

/// <summary>Fast Open's cookie in hexadecimal, empty for a request; <paramref name="Experimental"/> for option 254.</summary>
internal sealed record FastOpenOption(string Cookie, bool Experimental) : TcpOptionSpec;

/// <summary>The MD5 signature of RFC 2385.</summary>
internal sealed record SignatureOption(byte[] Digest) : TcpOptionSpec;

/// <summary>An option that the language has and this simulator has not.</summary>
internal sealed record ForeignOption(string What) : TcpOptionSpec;

/// <summary>A key: a variable that may be given a value, or a known value.</summary>
internal sealed record KeySpec(string? Variable, ulong? Value);

internal sealed record MpCapableOption(int Version, byte Flags, IReadOnlyList<KeySpec> Keys, ushort? DataLength) : TcpOptionSpec;

/// <summary>How a token or an HMAC is written.</summary>
internal enum DerivedKind
{
    /// <summary><c>auto</c>, or not written: computed from what is known of the connection.</summary>
    Auto,

    /// <summary>A number.</summary>
    Literal,

    /// <summary>From the key or keys of variables.</summary>
    OfKeys,

    /// <summary>SHA-1, which version 1 does not use.</summary>
    Sha1,
}

/// <summary>A token or an HMAC.</summary>
internal sealed record DerivedValue(DerivedKind Kind, ulong Value = 0, string? First = null, string? Second = null)
{
    public static readonly DerivedValue Auto = new(DerivedKind.Auto);
}

internal sealed record JoinSynOption(bool Backup, byte? AddressId, DerivedValue Token, uint? Random) : TcpOptionSpec;

/// <summary>The B bit of a SYN/ACK is compared where it is written: Linux up to 6.10 repeats that of the SYN, later ones have that of the endpoint.</summary>
internal sealed record JoinSynAckOption(bool? Backup, byte? AddressId, DerivedValue Hmac, uint? Random) : TcpOptionSpec;

internal sealed record JoinAckOption(DerivedValue Hmac) : TcpOptionSpec;

/// <summary>A data sequence number or Data ACK: relative to the initial one, or absolute from a key, or left open.</summary>
/// <param name="Octets">4 or 8.</param>
/// <param name="Value">The number; null leaves it open.</param>
/// <param name="Key">A variable whose initial number is added; null for the one of the byte stream.</param>
/// <param name="KeyValue">A key written as a number.</param>
internal sealed record DataNumber(int Octets, ulong? Value, string? Key = null, ulong? KeyValue = null);

/// <summary>Whether a mapping has a checksum.</summary>
internal enum ChecksumSpec
{
    None,

    /// <summary>The right one.</summary>
    Computed,

    /// <summary>The one given.</summary>
    Literal,
}

internal sealed record DssOption : TcpOptionSpec
{
    public DataNumber? DataAck { get; init; }

    public DataNumber? Dsn { get; init; }

    public uint? SubflowSequence { get; init; }

    public ushort? DataLength { get; init; }

    public ChecksumSpec Checksum { get; init; }

    public ushort ChecksumValue { get; init; }

    public bool DataFin { get; init; }
}

internal sealed record AddAddressOption : TcpOptionSpec
{
    public byte? AddressId { get; init; }

    /// <summary>The variable of the address, or null.</summary>
    public string? Variable { get; init; }

    public IpAddress? Address { get; init; }

    public ushort? Port { get; init; }

    public bool Echo { get; init; }

    public DerivedValue Hmac { get; init; } = DerivedValue.Auto;
}

internal sealed record RemoveAddressOption(IReadOnlyList<byte> AddressIds) : TcpOptionSpec;

internal sealed record MpPrioOption(bool Backup, byte? AddressId) : TcpOptionSpec;

internal sealed record MpFailOption(DataNumber Dsn) : TcpOptionSpec;

/// <summary>MP_FASTCLOSE with the receiver's key; null for the right one.</summary>
internal sealed record MpFastcloseOption(KeySpec? Key, ulong Added) : TcpOptionSpec;

internal sealed record MpResetOption(byte Reason, bool Transient) : TcpOptionSpec;
