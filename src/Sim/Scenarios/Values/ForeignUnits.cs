namespace Mpsim.Scenarios.Values;

/// <summary>What units measure that stand where another quantity belongs: such a value is not a typing error, and no similar unit is meant.</summary>
internal static class ForeignUnits
{
    private static readonly UnitScale[] Scales = [DurationForm.Units, RateForm.Units, SizeForm.Units, PercentForm.Units, QueueForm.Units];

    /// <returns>The quantity with its article, or null when nothing has this unit.</returns>
    public static string? QuantityOf(string unit) => Scales.FirstOrDefault(scale => scale.Has(unit))?.Quantity;
}
