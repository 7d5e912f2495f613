using Mpsim.Models.Units;

namespace Mpsim.Scenarios.Values;

/// <summary>A data rate above zero, such as <c>10 Mbit/s</c>.</summary>
internal sealed class RateForm : ValueForm<DataRate>
{
    public const long MostBitsPerSecond = 10_000_000_000_000;

    public static readonly UnitScale Units = new("a rate", "Mbit/s",
        ("bit/s", 1), ("kbit/s", 1_000), ("Mbit/s", 1_000_000), ("Gbit/s", 1_000_000_000), ("Tbit/s", 1_000_000_000_000));

    public override string Expected => "a rate such as 10 Mbit/s";

    public override bool TryRead(string text, out DataRate value, out Misreading problem)
    {
        value = default;
        if (!Units.TryRead(text, out var bits, out problem))
        {
            return false;
        }

        if (bits < 1 || bits > MostBitsPerSecond)
        {
            problem = new Misreading($"'{text}' is not within 1 bit/s and {Units.Write(MostBitsPerSecond)}",
                bits == 0 ? "state: down" : null);
            return false;
        }

        value = new DataRate((long)decimal.Round(bits));
        return true;
    }

    public override string Write(DataRate value) => Units.Write(value.BitsPerSecond);
}
