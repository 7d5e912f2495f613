namespace Mpsim.Models.Wire.Codec;

/// <summary>Kinds of TCP options (IANA, TCP Option Kind Numbers).</summary>
internal static class OptionKind
{
    public const byte EndOfList = 0;
    public const byte NoOperation = 1;
    public const byte MaximumSegmentSize = 2;
    public const byte WindowScale = 3;
    public const byte SackPermitted = 4;
    public const byte Sack = 5;
    public const byte Timestamps = 8;
    public const byte Authentication = 29;
    public const byte Mptcp = 30;
    public const byte FastOpen = 34;
    public const byte Experiment = 254;
}
