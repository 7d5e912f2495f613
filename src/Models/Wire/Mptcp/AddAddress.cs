namespace Mpsim.Models.Wire.Mptcp;

/// <summary>ADD_ADDR (RFC 8684 section 3.4.1) for IPv4.</summary>
/// <param name="Echo">E: the option confirms one that was received; no HMAC.</param>
/// <param name="AddressId">Address identifier.</param>
/// <param name="Address">Address offered.</param>
/// <param name="Port">Port offered, or null for the port of the initial subflow.</param>
/// <param name="TruncatedHmac">The 64 least significant bits of the HMAC; 0 in an echo.</param>
public sealed record AddAddress(bool Echo, byte AddressId, IpAddress Address, ushort? Port, ulong TruncatedHmac)
{
    /// <summary>Octets on the wire: 8 and 16 without, 10 and 18 with a port.</summary>
    public int Length => 8 + (Port is null ? 0 : 2) + (Echo ? 0 : 8);
}
