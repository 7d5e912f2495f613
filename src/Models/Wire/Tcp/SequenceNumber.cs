using System.Runtime.CompilerServices;

namespace Mpsim.Models.Wire.Tcp;

/// <summary>Comparison of 32-bit sequence numbers modulo 2^32 (RFC 9293 section 3.4).</summary>
public static class SequenceNumber
{
    /// <summary>a &lt; b in sequence space.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Before(uint a, uint b) => (int)(a - b) < 0;

    /// <summary>a =&lt; b in sequence space.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool BeforeOrEqual(uint a, uint b) => (int)(a - b) <= 0;

    /// <summary>a &gt; b in sequence space.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool After(uint a, uint b) => (int)(a - b) > 0;

    /// <summary>a &gt;= b in sequence space.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool AfterOrEqual(uint a, uint b) => (int)(a - b) >= 0;

    /// <summary>low =&lt; value &lt; high in sequence space.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Within(uint value, uint low, uint high) => value - low < high - low;

    public static uint Max(uint a, uint b) => After(a, b) ? a : b;

    public static uint Min(uint a, uint b) => Before(a, b) ? a : b;
}
