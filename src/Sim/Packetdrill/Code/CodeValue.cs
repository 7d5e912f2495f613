using System.Globalization;

namespace Mpsim.Packetdrill.Code;

/// <summary>A value of a code block: a whole number, a number with a fraction, or a text.</summary>
internal readonly record struct CodeValue(long Whole, double Fraction = 0, bool IsFraction = false, string? Text = null)
{
    public CodeValue(double fraction)
        : this(0, fraction, true)
    {
    }

    public static CodeValue Of(bool truth) => new(truth ? 1 : 0);

    public bool IsTrue => Text is not null ? Text.Length > 0 : Number != 0;

    public double Number => IsFraction ? Fraction : Whole;

    public override string ToString() => Text ?? (IsFraction ? Fraction.ToString("R", CultureInfo.InvariantCulture) : Whole.ToString(CultureInfo.InvariantCulture));
}
