using Mpsim.Results;

namespace Mpsim.Regression;

/// <summary>The figures of a result beside those of a baseline.</summary>
public sealed class BaselineComparison
{
    private BaselineComparison(IReadOnlyList<Movement> movements)
    {
        Movements = movements;
        Sentences = MovementSentences.Of(movements);
    }

    /// <summary>All figures, in the order of the result; those that are gone come last.</summary>
    public IReadOnlyList<Movement> Movements { get; }

    public IReadOnlyList<Movement> Breaches => Movements.Where(movement => movement.IsBreach).ToArray();

    public bool HasBreach => Movements.Any(movement => movement.IsBreach);

    /// <summary>One sentence per flow that moved, saying which path moved most.</summary>
    public IReadOnlyList<string> Sentences { get; }

    public static BaselineComparison Between(Baseline baseline, ScenarioResult result, Tolerances tolerances)
    {
        IReadOnlyList<BaselineRow> now = Regression.Baseline.Of(result).Rows;
        var before = baseline.Rows.ToDictionary(row => row.Key);
        var movements = now.Select(row => Judge(before.GetValueOrDefault(row.Key), row, tolerances)).ToList();
        var present = now.Select(row => row.Key).ToHashSet();
        movements.AddRange(baseline.Rows.Where(row => !present.Contains(row.Key)).Select(Gone));
        return new BaselineComparison(movements);
    }

    private static Movement Judge(BaselineRow? before, BaselineRow now, Tolerances tolerances)
    {
        Verdict verdict = before is null ? Verdict.New
            : tolerances.Of(now.Metric).Allows(before.Value, now.Value) ? Verdict.Within
            : IsInformative(now) ? Verdict.Informative
            : Verdict.Moved;
        return new Movement(now.Variant, now.Flow, now.Metric, now.Path, now.Unit, before?.Value, now.Value, verdict);
    }

    private static Movement Gone(BaselineRow row) => new(
        row.Variant, row.Flow, row.Metric, row.Path, row.Unit, row.Value, null, IsInformative(row) ? Verdict.Informative : Verdict.Gone);

    private static bool IsInformative(BaselineRow row) => row.Metric == SummaryMetric.Goodput.Name && row.Path.Length > 0;
}
