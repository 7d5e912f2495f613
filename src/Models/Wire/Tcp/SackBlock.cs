using System.Runtime.CompilerServices;

namespace Mpsim.Models.Wire.Tcp;

/// <summary>One block of a SACK option: sequence numbers [Left, Right) have arrived (RFC 2018 section 3).</summary>
public readonly struct SackBlock(uint left, uint right)
{
    public readonly uint Left = left;
    public readonly uint Right = right;

    public override string ToString() => $"{Left}-{Right}";
}

/// <summary>Up to four SACK blocks, inline in the segment.</summary>
[InlineArray(Capacity)]
public struct SackBlocks
{
    /// <summary>What fits into 40 bytes of options without timestamps.</summary>
    public const int Capacity = 4;

    private SackBlock _first;
}
