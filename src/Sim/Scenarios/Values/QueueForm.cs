using Mpsim.Scenarios.Plan;

namespace Mpsim.Scenarios.Values;

/// <summary>The limit of a queue, in packets or in bytes.</summary>
internal sealed class QueueForm : ValueForm<QueueLimit>
{
    private const long MostPackets = 10_000_000;
    private const long MostBytes = 1L << 34;

    public static readonly UnitScale Units = new("a queue limit", "packets",
        ("packets", 1), ("packet", 1), ("B", 1), ("kB", 1_000), ("KiB", 1_024), ("MB", 1_000_000), ("MiB", 1_048_576), ("GiB", 1_073_741_824));

    public override string Expected => "a queue limit such as 100 packets or 64 KiB";

    public override bool TryRead(string text, out QueueLimit value, out Misreading problem)
    {
        value = new QueueLimit(1, InPackets: true);
        if (!Units.TryRead(text, out var amount, out problem))
        {
            return false;
        }

        var inPackets = text.Contains("packet", StringComparison.Ordinal);
        if (amount < 1 || amount > (inPackets ? MostPackets : MostBytes) || amount != decimal.Truncate(amount))
        {
            var range = inPackets ? $"a whole number from 1 to {MostPackets} packets" : $"within 1 B and {SizeForm.Units.Write(MostBytes)}";
            problem = new Misreading($"'{text}' is not {range}");
            return false;
        }

        value = new QueueLimit((long)amount, inPackets);
        return true;
    }

    public override string Write(QueueLimit value) =>
        value.InPackets ? $"{value.Amount} packets" : SizeForm.Units.Write(value.Amount);
}
