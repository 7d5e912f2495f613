using System.Globalization;
using Mpsim.Scenarios.Errors;

namespace Mpsim.Scenarios.Values;

/// <summary>The units of one quantity: reads and writes a number with a unit. Numbers are decimal, so nothing is rounded in between.</summary>
/// <param name="quantity">With its article, such as "a duration".</param>
/// <param name="example">The unit in the hint for a bare number.</param>
/// <param name="units">From small to large, with the factor to the unit in which amounts are kept.</param>
internal sealed class UnitScale(string quantity, string example, params (string Name, decimal Factor)[] units)
{
    // With factors of at most 10^15 no product leaves the range of decimal.
    private const decimal LargestNumber = 1e12m;
    private const int MostDecimals = 6;

    /// <summary>What is measured, with its article.</summary>
    public string Quantity => quantity;

    /// <summary>Whether this is one of the units.</summary>
    public bool Has(string unit) => Array.Exists(units, candidate => candidate.Name == unit);

    /// <param name="text">A number and a unit, with or without a space between them.</param>
    /// <param name="amount">In the unit whose factor is one.</param>
    /// <param name="problem">Why the text cannot be read.</param>
    /// <param name="usual">The unit in the hint for a bare number, where this place has another than the quantity.</param>
    public bool TryRead(string text, out decimal amount, out Misreading problem, string? usual = null)
    {
        amount = 0;
        problem = default;
        var trimmed = text.Trim();
        var end = NumberLength(trimmed);
        var unit = trimmed[end..].Trim();
        if (end == 0 || !decimal.TryParse(trimmed[..end], NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint,
            CultureInfo.InvariantCulture, out var number))
        {
            problem = new Misreading($"'{text}' is not {quantity}");
            return false;
        }

        if (Math.Abs(number) > LargestNumber)
        {
            problem = new Misreading($"'{text}' is too large");
            return false;
        }

        if (unit.Length == 0)
        {
            problem = new Misreading($"'{text}' has no unit", $"{trimmed} {usual ?? example}");
            return false;
        }

        var index = Array.FindIndex(units, candidate => candidate.Name == unit);
        if (index < 0)
        {
            if (unit[0] is ',' or 'e' or 'E' or 'x' && unit.Length > 1 && (char.IsAsciiDigit(unit[1]) || unit[1] is '-' or '+'))
            {
                // A decimal comma with the rest of the number is what one most likely meant; the other forms say too little.
                problem = new Misreading($"'{text}' is not written with a plain decimal number", unit[0] == ',' ? trimmed.Replace(',', '.') : null);
                return false;
            }

            if (ForeignUnits.QuantityOf(unit) is { } other)
            {
                problem = new Misreading($"'{text}' is {other} and not {quantity}");
                return false;
            }

            var nearest = NearestName.Find(Spelling(unit), units.Select(candidate => candidate.Name));
            problem = new Misreading($"'{unit}' is not a unit of {quantity}", nearest is null ? null : $"{trimmed[..end]} {nearest}");
            return false;
        }

        amount = number * units[index].Factor;
        return true;
    }

    /// <summary>Writes an amount with the largest unit that keeps it short and exact.</summary>
    public string Write(decimal amount)
    {
        for (var i = units.Length - 1; i >= 0; i--)
        {
            var number = amount / units[i].Factor;
            if ((Math.Abs(number) >= 1 || i == 0) && decimal.Round(number, MostDecimals) == number)
            {
                return Text(number, units[i].Name);
            }
        }

        return Text(amount / units[0].Factor, units[0].Name);
    }

    private static string Text(decimal number, string unit) =>
        number.ToString("0.############################", CultureInfo.InvariantCulture) + " " + unit;

    // Common abbreviations and signs are too far from our spelling to be found by their letters.
    private static string Spelling(string unit) => unit is "\u00B5s" or "\u03BCs" ? "us" : unit.EndsWith("bps", StringComparison.OrdinalIgnoreCase) ? unit[..^3] + "bit/s" : unit;

    private static int NumberLength(string text)
    {
        var end = 0;
        while (end < text.Length && (char.IsAsciiDigit(text[end]) || text[end] is '.' or '-' or '+'))
        {
            end++;
        }

        return end;
    }
}
