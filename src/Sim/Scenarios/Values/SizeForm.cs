using Mpsim.Models.Units;

namespace Mpsim.Scenarios.Values;

/// <summary>An amount of data, such as <c>64 KiB</c>, within bounds.</summary>
internal sealed class SizeForm(ByteCount least, ByteCount most) : ValueForm<ByteCount>
{
    public static readonly UnitScale Units = new("a size", "KiB",
        ("B", 1), ("kB", 1_000), ("KiB", 1_024), ("MB", 1_000_000), ("MiB", 1_048_576), ("GB", 1_000_000_000), ("GiB", 1_073_741_824));

    public override string Expected => "a size such as 64 KiB or 10 MB";

    public override bool TryRead(string text, out ByteCount value, out Misreading problem)
    {
        value = default;
        if (!Units.TryRead(text, out var bytes, out problem))
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
