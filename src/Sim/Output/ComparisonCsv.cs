using System.Globalization;
using Mpsim.Results;

namespace Mpsim.Output;

/// <summary><c>comparison.csv</c>: what each further variant brings against the first one, from pairs of runs with the same randomness.</summary>
public static class ComparisonCsv
{
    public const string FileName = "comparison.csv";

    private static readonly string[] Header =
        ["variant", "against", "flow", "metric", "path", "pairs", "mean_against", "difference", "ci95_low", "ci95_high", "unit"];

    public static void Write(ScenarioResult result, string folder) =>
        CsvFile.Write(Path.Combine(folder, FileName), Header, csv =>
        {
            foreach (PairedDifference one in PairedDifference.Of(result))
            {
                bool hasInterval = one.Difference.HalfWidth is not null;
                csv.WriteRecord(
                    one.Variant, one.Against, one.Flow, one.Metric.Name, one.Path ?? "",
                    one.Difference.Count.ToString(CultureInfo.InvariantCulture),
                    NumberText.Exact(one.Mean), NumberText.Exact(one.Difference.Mean),
                    hasInterval ? NumberText.Exact(one.Difference.Low) : "", hasInterval ? NumberText.Exact(one.Difference.High) : "",
                    one.Metric.Unit);
            }
        });
}
