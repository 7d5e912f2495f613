namespace Mpsim.Models.Wire.Mptcp;

/// <summary>REMOVE_ADDR (RFC 8684 section 3.4.2): addresses that are no longer there.</summary>
/// <param name="AddressIds">Identifiers, at least one.</param>
public sealed record RemoveAddress(byte[] AddressIds)
{
    /// <summary>Octets on the wire before padding.</summary>
    public int Length => 3 + AddressIds.Length;
}
