namespace Mpsim.Models.Wire.Tcp;

/// <summary>The Fast Open option (RFC 7413 section 4.1.1).</summary>
/// <param name="Cookie">4 to 16 octets, an even number; none to ask for a cookie.</param>
/// <param name="Experimental">In the form of before the RFC: kind 254 with the identifier 0xF989 (RFC 6994), as Linux still takes and, for want of an answer to the other, tries it.</param>
public sealed record FastOpenCookie(byte[] Cookie, bool Experimental = false)
{
    /// <summary>ExID of Fast Open (RFC 6994 section 2; IANA: TCP Experimental Option Experiment Identifiers).</summary>
    public const ushort ExperimentIdentifier = 0xF989;

    /// <summary>Asks for a cookie.</summary>
    public bool IsRequest => Cookie.Length == 0;

    /// <summary>Of a length that a request or a cookie can have; others are ignored.</summary>
    public bool IsValid => Cookie.Length is 0 or (>= 4 and <= 16) && Cookie.Length % 2 == 0;

    /// <summary>Octets on the wire before padding.</summary>
    public int Length => (Experimental ? 4 : 2) + Cookie.Length;
}
