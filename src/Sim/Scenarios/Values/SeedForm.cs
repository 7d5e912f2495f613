using System.Globalization;

namespace Mpsim.Scenarios.Values;

/// <summary>The seed of all randomness: a whole number of 64 bits.</summary>
internal sealed class SeedForm : ValueForm<ulong>
{
    public override string Expected => "a whole number that is not negative";

    public override bool TryRead(string text, out ulong value, out Misreading problem)
    {
        var read = ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);
        problem = read ? default : new Misreading($"'{text}' is not a seed");
        return read;
    }

    public override string Write(ulong value) => value.ToString(CultureInfo.InvariantCulture);
}
