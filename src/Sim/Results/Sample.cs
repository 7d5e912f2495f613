using Mpsim.Models.Units;

namespace Mpsim.Results;

/// <summary>One value of a time series, as a row of <c>timeseries.csv</c> sees it.</summary>
/// <param name="Time">The end of the interval that the value stands for.</param>
/// <param name="Entity">What was measured, see <see cref="EntityNames"/>.</param>
/// <param name="Metric">What of it, see <see cref="SampleMetrics"/>.</param>
/// <param name="Value">In the unit beside it.</param>
/// <param name="Unit">Unit symbol, empty for a plain number.</param>
public readonly record struct Sample(Instant Time, string Entity, string Metric, double Value, string Unit);
