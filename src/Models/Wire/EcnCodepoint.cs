namespace Mpsim.Models.Wire;

/// <summary>The ECN field of the IP header (RFC 3168 section 5), with its values on the wire.</summary>
public enum EcnCodepoint : byte
{
    /// <summary>The transport does not take part.</summary>
    NotEct = 0,

    /// <summary>ECT(1).</summary>
    Ect1 = 1,

    /// <summary>ECT(0): what RFC 3168 senders set.</summary>
    Ect0 = 2,

    /// <summary>Congestion was met on the way.</summary>
    Ce = 3,
}
