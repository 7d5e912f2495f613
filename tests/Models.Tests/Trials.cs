using System.Globalization;
using CsCheck;

namespace Mpsim.Models.Tests;

/// <summary>
/// Properties of whole transfers over random networks. The gate tries the same cases each time, since it must judge a change and not
/// the day's luck; with MPSIM_SOAK set to a number, so many new ones are drawn, and made smaller when they fail.
/// </summary>
internal static class Trials
{
    private static readonly long? Soak = long.TryParse(Environment.GetEnvironmentVariable("MPSIM_SOAK"), CultureInfo.InvariantCulture, out var count) ? count : null;

    /// <param name="cases">What to draw from.</param>
    /// <param name="property">Throws where a case fails.</param>
    /// <param name="count">Cases of the gate.</param>
    /// <param name="print">How a failed case is shown.</param>
    public static void Try<T>(this Gen<T> cases, Action<T> property, int count, Func<T, string>? print = null)
    {
        if (Soak is { } many)
        {
            cases.Sample(property, iter: many, threads: 1, print: print);
            return;
        }

        for (var i = 0; i < count; i++)
        {
            var drawn = cases.Generate(new PCG(1, (ulong)i), null, out _);
            try
            {
                property(drawn);
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"case {i} fails: {(print is null ? drawn?.ToString() : print(drawn))}", e);
            }
        }
    }
}
