using System.Globalization;
using CsvHelper;
using Mpsim.Results;

namespace Mpsim.Output;

/// <summary><c>ports.csv</c>: the public ports of subscribers at each NAPT and proxy in each run, one figure a row: of all, by class of subscribers, and by reason what was refused.</summary>
public static class PortsCsv
{
    public const string FileName = "ports.csv";

    private static readonly string[] Header = ["variant", "run", "place", "class", "metric", "of", "value"];

    public static void Write(ScenarioResult result, string folder) =>
        CsvFile.Write(Path.Combine(folder, FileName), Header, csv =>
        {
            foreach (RunResult run in result.Runs)
            {
                foreach (PortResult ports in run.Ports)
                    Write(csv, run, ports);
            }
        });

    private static void Write(CsvWriter csv, RunResult run, PortResult ports)
    {
        string number = run.Run.ToString(CultureInfo.InvariantCulture);
        void Row(string of, string metric, string reason, double value) => csv.WriteRecord(run.Variant, number, ports.Place, of, metric, reason, NumberText.Exact(value));

        Row("", "ports_in_use", "", ports.InUse);
        foreach (PortMetric metric in PortMetric.All)
            Row("", metric.Name, "", metric.Read(ports));
        foreach ((string reason, long count) in ports.Refusals)
            Row("", "ports_refused_by_reason", reason, count);
        foreach (PortClassResult of in ports.Classes)
        {
            Row(of.Class, "subscribers", "", of.Subscribers);
            Row(of.Class, "ports_in_use", "", of.InUse);
            foreach (PortMetric metric in PortMetric.All)
                Row(of.Class, metric.Name, "", metric.ReadClass(of));
            Row(of.Class, "blocks_of_one_peak", "", of.BlocksPeak);
            Row(of.Class, "ports_given", "", of.Given);
            Row(of.Class, "blocks_given", "", of.BlocksGiven);
        }
    }
}
