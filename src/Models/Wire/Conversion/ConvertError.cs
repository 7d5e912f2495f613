namespace Mpsim.Models.Wire.Conversion;

/// <summary>Error codes of the Convert protocol (RFC 8803 section 6.2.8, table 2).</summary>
public enum ConvertError : byte
{
    /// <summary>The version in the fixed header; the value lists those that are supported.</summary>
    UnsupportedVersion = 0,

    /// <summary>The message cannot be parsed, or says what it must not; the value is the message.</summary>
    MalformedMessage = 1,

    /// <summary>A TLV of a type that the converter does not take; the value is the message.</summary>
    UnsupportedMessage = 2,

    /// <summary>A cookie is required; the value is one.</summary>
    MissingCookie = 3,

    NotAuthorized = 32,

    /// <summary>TCP options that the client has asked for; the value lists their kinds.</summary>
    UnsupportedTcpOption = 33,

    /// <summary>The value is the time to wait, in seconds; 0 stands for 30 at least.</summary>
    ResourceExceeded = 64,

    /// <summary>The converter cannot get through to the server; the value is the time to wait.</summary>
    NetworkFailure = 65,

    /// <summary>The server has answered by RST.</summary>
    ConnectionReset = 96,

    /// <summary>A hard ICMP error; the value is its code.</summary>
    DestinationUnreachable = 97,
}
