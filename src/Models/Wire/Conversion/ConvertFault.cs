namespace Mpsim.Models.Wire.Conversion;

/// <summary>Why octets are not a Convert message.</summary>
public enum ConvertFault : byte
{
    /// <summary>They are one.</summary>
    None,

    /// <summary>They end before the message does; more may come.</summary>
    Cut,

    /// <summary>The magic number is another: data of an application.</summary>
    NotConvert,

    /// <summary>A total length of zero, upon which the connection is reset (RFC 8803 section 6.1).</summary>
    NoLength,

    UnsupportedVersion,

    /// <summary>TLVs that do not fill the message, come twice, are too short, or name an address that cannot be a server's.</summary>
    Malformed,

    /// <summary>A TLV of type 0 or of one that RFC 8803 does not define.</summary>
    UnsupportedMessage,
}
