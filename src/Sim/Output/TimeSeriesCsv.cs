using System.Globalization;
using Mpsim.Results;

namespace Mpsim.Output;

/// <summary><c>timeseries.csv</c>: one row per sample, in the tidy form that pandas, R and spreadsheets pivot.</summary>
public static class TimeSeriesCsv
{
    public const string FileName = "timeseries.csv";

    private static readonly string[] Header = ["time", "variant", "run", "entity", "metric", "value", "unit"];

    public static void Write(ScenarioResult result, string folder) =>
        CsvFile.Write(Path.Combine(folder, FileName), Header, csv =>
        {
            foreach (RunResult run in result.Runs)
            {
                string number = run.Run.ToString(CultureInfo.InvariantCulture);
                for (int i = 0; i < run.Samples.Count; i++)
                {
                    Sample sample = run.Samples[i];
                    csv.WriteRecord(
                        NumberText.Seconds(sample.Time.Nanoseconds), run.Variant, number,
                        sample.Entity, sample.Metric, NumberText.Exact(sample.Value), sample.Unit);
                }
            }
        });
}
