namespace Mpsim.Models.Network.Sharing;

/// <summary>Whether subscribers who share public addresses have ports one by one or in blocks.</summary>
public enum BlockAllocation : byte
{
    /// <summary>One by one, from what all have in common.</summary>
    None,

    /// <summary>Each has one block for good, which follows from the inside address (RFC 7422).</summary>
    Deterministic,

    /// <summary>Each has a block with its first port, and further ones as it needs them (in the manner of RFC 7768); a block goes back when none of its ports is in use.</summary>
    Dynamic,
}
