using System.Text.RegularExpressions;
using Mpsim.Models.Units;

namespace Mpsim.Scenarios.Values;

/// <summary>An amount of data, such as <c>64 KiB</c>, within bounds.</summary>
/// <param name="least">The least that may be given.</param>
/// <param name="most">The most.</param>
/// <param name="usual">The unit that a bare number most likely has here.</param>
internal sealed partial class SizeForm(ByteCount least, ByteCount most, string usual = "KiB") : ValueForm<ByteCount>
{
    public static readonly UnitScale Units = new("a size", "KiB",
        ("B", 1), ("kB", 1_000), ("KiB", 1_024), ("MB", 1_000_000), ("MiB", 1_048_576), ("GB", 1_000_000_000), ("GiB", 1_073_741_824));

    public override string Expected => usual == "B" ? "a size such as 1200 B" : "a size such as 64 KiB or 10 MB";

    public override string Range => $"{Units.Write(least.Bytes)} to {Units.Write(most.Bytes)}";

    public override bool TryRead(string text, out ByteCount value, out Misreading problem)
    {
        value = default;
        if (!Units.TryRead(text, out var bytes, out problem, usual))
        {
            problem = InBits(text) ?? problem;
            return false;
        }

        if (bytes < least.Bytes || bytes > most.Bytes)
        {
            problem = new Misreading($"'{text}' is not within {Units.Write(least.Bytes)} and {Units.Write(most.Bytes)}", SaysAll: true);
            return false;
        }

        value = new ByteCount((long)decimal.Round(bytes));
        return true;
    }

    /// <summary>A size in bits, such as <c>5 Mb</c>: an eighth of as many bytes, or a slip of the pen; only the user knows.</summary>
    private static Misreading? InBits(string text)
    {
        var match = BitSize().Match(text);
        if (!match.Success)
        {
            return null;
        }

        var (number, prefix, unit) = (match.Groups[1].Value, match.Groups[2].Value.Replace('K', 'k'), match.Groups[0].Value[match.Groups[1].Length..].Trim());
        return Units.TryRead($"{number} {prefix}B", out var bytes, out _) && bytes >= 8
            ? new Misreading($"'{unit}' counts bits, and a size counts bytes", $"{Units.Write(decimal.Floor(bytes / 8))} (if they are bits) or {Units.Write(bytes)} (if they are bytes)")
            : null;
    }

    [GeneratedRegex(@"^\s*([0-9.]+)\s*([kKMG]?)(?:b|bit|bits)\s*$", RegexOptions.CultureInvariant)]
    private static partial Regex BitSize();

    public override string Write(ByteCount value) => Units.Write(value.Bytes);
}
