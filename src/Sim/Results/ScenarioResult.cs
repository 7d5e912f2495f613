namespace Mpsim.Results;

/// <summary>All runs of a scenario with the facts for its manifest.</summary>
public sealed class ScenarioResult
{
    private readonly RunResult[] _runs;

    /// <param name="facts">What was asked for.</param>
    /// <param name="runs">In any order, as they were finished.</param>
    /// <exception cref="ArgumentException">A run belongs to no variant of the facts, or occurs twice.</exception>
    public ScenarioResult(ScenarioFacts facts, IEnumerable<RunResult> runs)
    {
        Facts = facts;
        string[] variants = facts.Variants.Select(variant => variant.Name).ToArray();
        VariantNames = variants;
        _runs = runs.OrderBy(run => Array.IndexOf(variants, run.Variant)).ThenBy(run => run.Run).ToArray();
        if (Array.Find(_runs, run => !variants.Contains(run.Variant)) is { } stray)
            throw new ArgumentException($"the scenario has no variant '{stray.Variant}'", nameof(runs));
        for (int i = 1; i < _runs.Length; i++)
        {
            if (_runs[i].Variant == _runs[i - 1].Variant && _runs[i].Run == _runs[i - 1].Run)
                throw new ArgumentException($"run {_runs[i].Run} of variant '{_runs[i].Variant}' occurs twice", nameof(runs));
        }
    }

    public ScenarioFacts Facts { get; }

    public ScenarioStatus Status { get; init; }

    /// <summary>Why the status is not complete; empty when it is.</summary>
    public string Reason { get; init; } = "";

    public TimeSpan WallTime { get; init; }

    public IReadOnlyList<string> VariantNames { get; }

    /// <summary>In the order of variant and run, whichever was finished first.</summary>
    public IReadOnlyList<RunResult> Runs => _runs;

    public long EventsExecuted => _runs.Sum(run => run.EventsExecuted);

    public IEnumerable<RunResult> RunsOf(string variant) => _runs.Where(run => run.Variant == variant);

    /// <summary>The runs of a variant that came to their end: those over which means are taken.</summary>
    public IEnumerable<RunResult> CompletedRunsOf(string variant) => RunsOf(variant).Where(run => run.Completed);

    /// <summary>Runs that were cut short.</summary>
    public int CutShort => _runs.Count(run => !run.Completed);

    /// <summary>Runs that were asked for and never begun.</summary>
    public int NotBegun { get; init; }

    /// <summary>Names of the flows in the order in which runs name them.</summary>
    public IReadOnlyList<string> FlowNames() => _runs.SelectMany(run => run.Flows).Select(flow => flow.Flow).Distinct().ToArray();

    /// <summary>Names of the paths in the order in which flows name them; the order decides the colours of charts.</summary>
    public IReadOnlyList<string> PathNames() =>
        _runs.SelectMany(run => run.Flows).SelectMany(flow => flow.Shares).Select(share => share.Path).Distinct().ToArray();
}
