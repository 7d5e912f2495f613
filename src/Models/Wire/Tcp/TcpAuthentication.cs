namespace Mpsim.Models.Wire.Tcp;

/// <summary>TCP-AO (RFC 5925 section 2.2) as opaque octets: carried, neither made nor verified.</summary>
/// <param name="Octets">What follows kind and length: KeyID, RNextKeyID and the MAC.</param>
public sealed record TcpAuthentication(byte[] Octets)
{
    /// <summary>Octets on the wire before padding.</summary>
    public int Length => 2 + Octets.Length;
}
