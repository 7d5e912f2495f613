using System.Text.RegularExpressions;
using Mpsim.Models.Units;

namespace Mpsim.Scenarios.Values;

/// <summary>A data rate above zero, such as <c>10 Mbit/s</c>.</summary>
/// <param name="ofNothing">What who writes a rate of zero most likely means here; null where there is no telling.</param>
internal sealed partial class RateForm(string? ofNothing = null) : ValueForm<DataRate>
{
    public const long MostBitsPerSecond = 10_000_000_000_000;

    public static readonly UnitScale Units = new("a rate", "Mbit/s",
        ("bit/s", 1), ("kbit/s", 1_000), ("Mbit/s", 1_000_000), ("Gbit/s", 1_000_000_000), ("Tbit/s", 1_000_000_000_000));

    public override string Expected => "a rate such as 10 Mbit/s";

    public override string Range => $"1 bit/s to {Units.Write(MostBitsPerSecond)}";

    public override bool TryRead(string text, out DataRate value, out Misreading problem)
    {
        value = default;
        if (!Units.TryRead(text, out var bits, out problem))
        {
            problem = InBytes(text) ?? problem;
            return false;
        }

        if (bits < 1 || bits > MostBitsPerSecond)
        {
            problem = new Misreading($"'{text}' is not within 1 bit/s and {Units.Write(MostBitsPerSecond)}",
                bits == 0 ? ofNothing : null, SaysAll: true);
            return false;
        }

        value = new DataRate((long)decimal.Round(bits));
        return true;
    }

    /// <summary>
    /// A rate in bytes, such as <c>20 MB/s</c>: what was meant is either eight times as much, or a slip of the pen; only the user knows.
    /// </summary>
    private static Misreading? InBytes(string text)
    {
        var match = ByteRate().Match(text);
        if (!match.Success)
        {
            return null;
        }

        var (number, prefix, unit) = (match.Groups[1].Value, match.Groups[2].Value.Replace('K', 'k'), match.Groups[0].Value[match.Groups[1].Length..].Trim());
        if (!Units.TryRead($"{number} {prefix}bit/s", out var bits, out _) || bits < 1 || bits > MostBitsPerSecond / 8)
        {
            return null;
        }

        return new Misreading($"'{unit}' counts bytes, and a rate counts bits", $"{Units.Write(bits * 8)} (if they are bytes) or {Units.Write(bits)} (if they are bits)");
    }

    [GeneratedRegex(@"^\s*([0-9.]+)\s*([kKMGT]?)i?B(?:/s|/sec|ps)\s*$", RegexOptions.CultureInvariant)]
    private static partial Regex ByteRate();

    public override string Write(DataRate value) => Units.Write(value.BitsPerSecond);
}
