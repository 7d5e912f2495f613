using System.Globalization;

namespace Mpsim.Scenarios.Values;

/// <summary>A whole number within bounds.</summary>
internal sealed class IntegerForm(int least, int most) : ValueForm<int>
{
    public override string Expected => $"a whole number from {least} to {most}";

    public override bool TryRead(string text, out int value, out Misreading problem)
    {
        problem = default;
        if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value) && value >= least && value <= most)
        {
            return true;
        }

        problem = new Misreading($"'{text}' is not a whole number from {least} to {most}", SaysAll: true);
        return false;
    }

    public override string Write(int value) => value.ToString(CultureInfo.InvariantCulture);
}
