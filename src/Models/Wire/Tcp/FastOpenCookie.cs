namespace Mpsim.Models.Wire.Tcp;

/// <summary>The Fast Open option (RFC 7413 section 4.1.1).</summary>
/// <param name="Cookie">4 to 16 octets, an even number; none to ask for a cookie.</param>
public sealed record FastOpenCookie(byte[] Cookie)
{
    /// <summary>Asks for a cookie.</summary>
    public bool IsRequest => Cookie.Length == 0;

    /// <summary>Octets on the wire before padding.</summary>
    public int Length => 2 + Cookie.Length;
}
