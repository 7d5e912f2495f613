using System.Globalization;

namespace Mpsim.Scenarios.Values;

/// <summary>An amount of money, a plain number in the currency of the prices.</summary>
internal sealed class AmountForm : ValueForm<double>
{
    public override string Expected => "an amount such as 0.35";

    public override bool TryRead(string text, out double value, out Misreading problem)
    {
        problem = default;
        value = 0;
        if (decimal.TryParse(text.Trim(), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount))
        {
            value = (double)amount;
            return true;
        }

        problem = new Misreading($"'{text}' is not an amount");
        return false;
    }

    public override string Write(double value) => value.ToString("0.######", CultureInfo.InvariantCulture);
}
