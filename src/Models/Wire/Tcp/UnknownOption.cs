namespace Mpsim.Models.Wire.Tcp;

/// <summary>An option of a kind, or an MPTCP option of a subtype or form, that this model does not know.</summary>
/// <param name="Kind">Kind; 2 to 255, because kinds 0 and 1 have no length.</param>
/// <param name="Octets">What follows kind and length.</param>
public sealed record UnknownOption(byte Kind, byte[] Octets)
{
    /// <summary>Octets on the wire before padding.</summary>
    public int Length => 2 + Octets.Length;
}
