using Mpsim.Models.Wire.Tcp;

namespace Mpsim.Models.Wire.Conversion;

/// <summary>
/// A Convert message (RFC 8803 section 6): what a client and a Transport Converter say to each other at the beginning of the byte stream. Each TLV comes
/// at most once.
/// </summary>
public sealed record ConvertMessage
{
    /// <summary>The version that RFC 8803 specifies.</summary>
    public const byte Version = 1;

    /// <summary>Marks a message (section 6.1).</summary>
    public const ushort MagicNumber = 0x2263;

    /// <summary>Octets of the fixed header.</summary>
    public const int HeaderLength = 4;

    /// <summary>Most octets of a message: the total length is an octet that counts words.</summary>
    public const int MostOctets = 255 * 4;

    /// <summary>Port that implementations use; RFC 8803 section 10.1 assigns the service name <c>convert</c> and leaves the port to the operator.</summary>
    public const ushort UsualPort = 5124;

    /// <summary>The client asks what the converter supports (section 6.2.3).</summary>
    public bool Info { get; init; }

    /// <summary>Where the client wants to be connected to (section 6.2.5).</summary>
    public ConvertConnect? Connect { get; init; }

    /// <summary>The TCP options of the server's SYN/ACK (section 6.2.6).</summary>
    public byte[]? ExtendedHeader { get; init; }

    /// <summary>Kinds of the TCP options that the converter offers its service for (section 6.2.4).</summary>
    public byte[]? SupportedExtensions { get; init; }

    /// <summary>Shows that the client receives what is sent to its address (section 6.2.7).</summary>
    public byte[]? Cookie { get; init; }

    /// <summary>Why the client is not served (section 6.2.8).</summary>
    public ConvertFailure? Failure { get; init; }

    /// <summary>A message that only tells of an error.</summary>
    public static ConvertMessage Of(ConvertError error, params byte[] value) => new() { Failure = new ConvertFailure(error, value) };
}

/// <summary>The Connect TLV.</summary>
/// <param name="Server">Address and port of the server.</param>
/// <param name="Options">TCP options that the SYN to the server is to have: an empty value leaves it to the converter. None in the Base Connect TLV.</param>
public sealed record ConvertConnect(Endpoint Server, IReadOnlyList<UnknownOption> Options);

/// <summary>The Error TLV.</summary>
/// <param name="Code">The error.</param>
/// <param name="Value">What belongs to it, without the padding that the writer adds.</param>
public sealed record ConvertFailure(ConvertError Code, byte[] Value);
