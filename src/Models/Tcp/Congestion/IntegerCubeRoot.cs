using System.Numerics;

namespace Mpsim.Models.Tcp.Congestion;

/// <summary>
/// Cube root in integers, the same on every machine. CUBIC needs one root for each congestion event, so it may as
/// well be exact; Linux takes one Newton step from a table and is 0.2 % off on average.
/// </summary>
public static class IntegerCubeRoot
{
    /// <summary>The largest integer whose cube is not above <paramref name="value"/>.</summary>
    public static uint Floor(ulong value)
    {
        if (value == 0)
        {
            return 0;
        }

        // Newton's iteration for x^3 = value falls from any start above the root and stops falling at its floor.
        var bits = 64 - BitOperations.LeadingZeroCount(value);
        var root = 1UL << ((bits + 2) / 3);
        while (true)
        {
            var next = ((2 * root) + (value / (root * root))) / 3;
            if (next >= root)
            {
                return (uint)root;
            }

            root = next;
        }
    }
}
