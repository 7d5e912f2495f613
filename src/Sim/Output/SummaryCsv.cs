using System.Globalization;
using Mpsim.Results;

namespace Mpsim.Output;

/// <summary><c>summary.csv</c>: one row per variant, run and flow; one column per path for the shares.</summary>
public static class SummaryCsv
{
    public const string FileName = "summary.csv";

    public static void Write(ScenarioResult result, string folder)
    {
        IReadOnlyList<string> paths = result.PathNames();
        CsvFile.Write(Path.Combine(folder, FileName), Header(paths).ToArray(), csv =>
        {
            foreach (RunResult run in result.Runs)
            {
                foreach (FlowResult flow in run.Flows)
                    csv.WriteRecord(Row(run, flow, paths).ToArray());
            }
        });
    }

    private static List<string> Header(IReadOnlyList<string> paths)
    {
        List<string> header = ["variant", "run", "seed", "completed", "simulated_time_s", "flow"];
        foreach (SummaryMetric metric in SummaryMetric.All)
        {
            if (metric.IsOfPathsOnly)
                header.AddRange(paths.Select(path => $"{metric.Column}_{path}_percent"));
            else
                header.Add(metric.Column);
        }

        return header;
    }

    private static List<string> Row(RunResult run, FlowResult flow, IReadOnlyList<string> paths)
    {
        List<string> row =
        [
            run.Variant,
            run.Run.ToString(CultureInfo.InvariantCulture),
            run.Seed.ToString(CultureInfo.InvariantCulture),
            run.Completed ? "true" : "false",
            NumberText.Seconds(run.SimulatedTime.Nanoseconds),
            flow.Flow,
        ];
        foreach (SummaryMetric metric in SummaryMetric.All)
        {
            if (metric.IsOfPathsOnly)
                row.AddRange(paths.Select(path => NumberText.Exact(metric.Value(flow, path))));
            else if (metric == SummaryMetric.Bytes)
                row.Add(flow.Bytes.ToString(CultureInfo.InvariantCulture));
            else
                row.Add(NumberText.Exact(metric.Read(flow)));
        }

        return row;
    }
}
