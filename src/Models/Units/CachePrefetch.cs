using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Mpsim.Models.Units;

/// <summary>
/// Asks the processor to fetch what will be needed soon. With many connections a run is bound by memory latency, and
/// the order of deliveries on a link is known ahead: the wait for one packet's state passes while others are worked on.
/// Never changes what is computed; without the instruction it does nothing.
/// </summary>
/// <remarks>
/// Into the second cache, not the first: a segment needs forty lines, and a processor stops at a dozen or so that are on their way into the
/// first. From the second it takes them while it works at something else.
/// </remarks>
public static class CachePrefetch
{
    private const int Line = 64;

    /// <summary>Fetches the first octets of an object.</summary>
    /// <param name="target">The object.</param>
    /// <param name="octets">How many octets of its fields; a constant, so that the loop unrolls.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe void Of(object target, int octets)
    {
        if (Sse.IsSupported)
        {
            // The reference itself, as a number: a field's address would come with a null check, which waits for the
            // very line that is not there yet. A collection may move the object meanwhile; then the wrong lines are
            // fetched, which harms nothing.
            var start = (byte*)Unsafe.As<object, nint>(ref target) + nint.Size;
            for (var offset = 0; offset < octets; offset += Line)
            {
                Sse.Prefetch1(start + offset);
            }
        }
    }

    /// <summary>Fetches a part of an object.</summary>
    /// <param name="target">The object.</param>
    /// <param name="from">First octet of the part, counted from the first field; a constant, as the other, so that the loop unrolls.</param>
    /// <param name="until">The octet after it.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe void Part(object target, int from, int until)
    {
        if (Sse.IsSupported)
        {
            // Objects begin anywhere in a line, so the last octet may be in one more.
            var start = (byte*)Unsafe.As<object, nint>(ref target) + nint.Size;
            for (var offset = from; offset < until - 1; offset += Line)
            {
                Sse.Prefetch1(start + offset);
            }

            Sse.Prefetch1(start + until - 1);
        }
    }

    /// <summary>Fetches the cache line that holds an element of an array, without a look at the array.</summary>
    /// <param name="array">The array.</param>
    /// <param name="offset">Octets of the elements before it.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe void Element(Array array, nint offset)
    {
        if (Sse.IsSupported)
        {
            // The elements begin after the method table and the length.
            Sse.Prefetch1((byte*)Unsafe.As<Array, nint>(ref array) + (2 * nint.Size) + offset);
        }
    }

    /// <summary>Fetches the cache line that holds a variable.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe void Line1<T>(ref T variable)
    {
        if (Sse.IsSupported)
        {
            Sse.Prefetch1(Unsafe.AsPointer(ref variable));
        }
    }
}
