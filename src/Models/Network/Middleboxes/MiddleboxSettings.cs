using Mpsim.Models.Units;

namespace Mpsim.Models.Network.Middleboxes;

/// <summary>What a middlebox is to be like; each kind of box looks at those settings that its <see cref="MiddleboxEntry.Uses"/> names.</summary>
public sealed record MiddleboxSettings
{
    /// <summary>Name of the box, as registered.</summary>
    public required string Box { get; init; }

    public Heading Headings { get; init; } = Heading.Both;

    public SegmentKinds On { get; init; }

    public MptcpSubtypes Subtypes { get; init; } = MptcpSubtypes.All;

    /// <summary>Octets of payload of a piece, or of a merged segment at most.</summary>
    public int Size { get; init; } = 536;

    /// <summary>How long a segment waits to be merged.</summary>
    public Duration Hold { get; init; } = Duration.FromMilliseconds(1);

    /// <summary>MPTCP's options go to every piece, or stay on a merged segment.</summary>
    public bool KeepsDss { get; init; } = true;

    /// <summary>Position of the first byte rewritten.</summary>
    public long At { get; init; }

    /// <summary>Distance between places rewritten; 0 for one place.</summary>
    public long Every { get; init; }

    /// <summary>Bytes taken out.</summary>
    public int Removed { get; init; } = 1;

    /// <summary>Bytes put in.</summary>
    public int Inserted { get; init; } = 1;

    public byte TimeToLive { get; init; } = Wire.Packet.DefaultTimeToLive;

    /// <summary>Kind of the option that is added.</summary>
    public byte OptionKind { get; init; } = 253;

    /// <summary>Octets of the option that is added, kind and length included.</summary>
    public int OptionLength { get; init; } = 4;

    public NaptSettings? Napt { get; init; }
}
