namespace Mpsim.Models.Wire.Mptcp;

/// <summary>ADD_ADDR (RFC 8684 section 3.4.1).</summary>
/// <param name="Echo">E: the option confirms one that was received; no HMAC.</param>
/// <param name="AddressId">Address identifier.</param>
/// <param name="Address">Address offered.</param>
/// <param name="Port">Port offered, or null for that of the subflow on which the option comes.</param>
/// <param name="TruncatedHmac">The 64 least significant bits of the HMAC; 0 in an echo.</param>
public sealed record AddAddress(bool Echo, byte AddressId, IpAddress Address, ushort? Port, ulong TruncatedHmac)
{
    /// <summary>Octets on the wire: an echo 8 with IPv4, 20 with IPv6; 2 more with a port, 8 more with the HMAC.</summary>
    public int Length => (Address.IsIPv4 ? 8 : 20) + (Port is null ? 0 : 2) + (Echo ? 0 : 8);
}
