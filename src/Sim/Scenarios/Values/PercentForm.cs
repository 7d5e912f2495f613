using System.Globalization;
using Mpsim.Models.Units;

namespace Mpsim.Scenarios.Values;

/// <summary>A probability or a part of a whole, such as <c>1 %</c>.</summary>
internal sealed class PercentForm : ValueForm<Probability>
{
    public static readonly UnitScale Units = new("a percentage", "%", ("%", 1));

    public override string Expected => "a percentage such as 1 %";

    public override string Range => "0 % to 100 %";

    public override bool TryRead(string text, out Probability value, out Misreading problem)
    {
        value = default;
        if (!Units.TryRead(text, out var percent, out problem))
        {
            return false;
        }

        if (percent is < 0 or > 100)
        {
            problem = new Misreading($"'{text}' is not within 0 % and 100 %", SaysAll: true);
            return false;
        }

        value = new Probability((double)(percent / 100));
        return true;
    }

    public override string Write(Probability value) =>
        ((decimal)value.Value * 100).ToString("0.############################", CultureInfo.InvariantCulture) + " %";
}
