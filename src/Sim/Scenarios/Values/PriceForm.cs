using System.Globalization;

namespace Mpsim.Scenarios.Values;

/// <summary>A price for octets, such as <c>2.5 per GB</c>, in any currency.</summary>
internal sealed class PriceForm : ValueForm<decimal>
{
    private static readonly UnitScale Units = new("a price", "per GB", ("per GB", 1), ("per MB", 1_000));

    public override string Expected => "a price such as 2.5 per GB";

    public override bool TryRead(string text, out decimal value, out Misreading problem)
    {
        if (!Units.TryRead(text, out value, out problem))
        {
            return false;
        }

        if (value >= 0)
        {
            return true;
        }

        problem = new Misreading($"'{text}' is less than nothing");
        return false;
    }

    public override string Write(decimal value) => value.ToString("0.############################", CultureInfo.InvariantCulture) + " per GB";
}
