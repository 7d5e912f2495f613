using Mpsim.Models.Units;

namespace Mpsim.Scenarios.Values;

/// <summary>An amount of data, such as <c>64 KiB</c>, within bounds.</summary>
/// <param name="least">The least that may be given.</param>
/// <param name="most">The most.</param>
/// <param name="usual">The unit that a bare number most likely has here.</param>
internal sealed class SizeForm(ByteCount least, ByteCount most, string usual = "KiB") : ValueForm<ByteCount>
{
    public static readonly UnitScale Units = new("a size", "KiB",
        ("B", 1), ("kB", 1_000), ("KiB", 1_024), ("MB", 1_000_000), ("MiB", 1_048_576), ("GB", 1_000_000_000), ("GiB", 1_073_741_824));

    public override string Expected => usual == "B" ? "a size such as 1200 B" : "a size such as 64 KiB or 10 MB";

    public override bool TryRead(string text, out ByteCount value, out Misreading problem)
    {
        value = default;
        if (!Units.TryRead(text, out var bytes, out problem, usual))
        {
            return false;
        }

        if (bytes < least.Bytes || bytes > most.Bytes)
        {
            problem = new Misreading($"'{text}' is not within {Units.Write(least.Bytes)} and {Units.Write(most.Bytes)}");
            return false;
        }

        value = new ByteCount((long)decimal.Round(bytes));
        return true;
    }

    public override string Write(ByteCount value) => Units.Write(value.Bytes);
}
