namespace Mpsim.Models.Network.Middleboxes;

/// <summary>What becomes of a SYN for which a NAPT has no port (RFC 6888 REQ-11: it must be dropped, and its sender should be told).</summary>
public enum NaptExhaustion : byte
{
    /// <summary>It is dropped in silence, as deployed ones do unless told otherwise, and its sender tries again.</summary>
    Drop,

    /// <summary>It is dropped and answered by RST, so that its sender knows at once.</summary>
    Reset,
}
