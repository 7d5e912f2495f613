namespace Mpsim.Models.Network.Sharing;

/// <summary>Why a subscriber gets no public port.</summary>
public enum PortShortage : byte
{
    /// <summary>Every port that it could have is in use.</summary>
    Ports,

    /// <summary>It has as many ports as a subscriber may have (RFC 6888 REQ-4).</summary>
    SubscriberLimit,

    /// <summary>Its blocks are full, and no block is free.</summary>
    Blocks,

    /// <summary>Its blocks are full, and it has as many as it may have.</summary>
    SubscriberBlocks,

    /// <summary>It is none of those for whom there are blocks.</summary>
    Stranger,
}
