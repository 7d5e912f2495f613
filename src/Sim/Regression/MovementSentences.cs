using Mpsim.Output;
using Mpsim.Results;

namespace Mpsim.Regression;

/// <summary>Says in a sentence what moved, so that a reader need not take a table apart.</summary>
internal static class MovementSentences
{
    public static IReadOnlyList<string> Of(IReadOnlyList<Movement> movements) =>
        movements
            .GroupBy(movement => (movement.Variant, movement.Flow))
            .SelectMany(flow => OfFlow(flow.ToArray()))
            .ToArray();

    private static IEnumerable<string> OfFlow(Movement[] flow)
    {
        Movement? goodput = Array.Find(flow, one => one.Metric == SummaryMetric.Goodput.Name && one.Path.Length == 0);
        if (goodput is { Verdict: Verdict.Moved })
            yield return Goodput(goodput, PathsOf(flow, SummaryMetric.Goodput));
        else if (Array.Exists(flow, one => one.Metric == SummaryMetric.Share.Name && one.IsBreach))
            yield return Shares(PathsOf(flow, SummaryMetric.Share));

        foreach (Movement gone in flow.Where(one => one.Verdict == Verdict.Gone && one.Path.Length == 0))
            yield return $"{gone.Variant}: {gone.Metric}({gone.Flow}) has no figure any more, it was {NumberText.Readable(gone.Baseline!.Value)} {gone.Unit}".TrimEnd();
    }

    /// <summary><c>take-over: goodput(download) fell 4.1 %: path lte −9.0 %, wlan −0.2 %</c>; the path that moved most comes first.</summary>
    private static string Goodput(Movement whole, Movement[] paths)
    {
        string verb = whole.Now < whole.Baseline ? "fell" : "rose";
        string much = whole.Change is { } change ? $"{Math.Abs(change):0.0} %" : $"to {NumberText.Readable(whole.Now!.Value)} {whole.Unit}";
        string parts = string.Join(", ", paths.Where(path => path.Baseline is > 0 || path.Now is > 0).Select(path => $"{path.Path} {PathChange(path)}"));
        return $"{whole.Variant}: {whole.Metric}({whole.Flow}) {verb} {much}" + (parts.Length > 0 ? $": path {parts}" : "");
    }

    private static string Shares(Movement[] paths)
    {
        string parts = string.Join(", ", paths.Select(path =>
            $"{path.Path} {NumberText.Readable(path.Baseline ?? 0)} % → {NumberText.Readable(path.Now ?? 0)} %"));
        return $"{paths[0].Variant}: share({paths[0].Flow}) shifted: path {parts}";
    }

    private static string PathChange(Movement path) =>
        path.Change is { } change ? NumberText.Change(change) : $"{NumberText.Readable(path.Baseline ?? 0)} → {NumberText.Readable(path.Now ?? 0)} {path.Unit}";

    private static Movement[] PathsOf(Movement[] flow, SummaryMetric metric) =>
        flow.Where(one => one.Metric == metric.Name && one.Path.Length > 0)
            .OrderByDescending(one => Math.Abs((one.Now ?? 0) - (one.Baseline ?? 0)))
            .ToArray();
}
