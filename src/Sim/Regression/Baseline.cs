using System.Globalization;
using CsvHelper;
using Mpsim.Output;
using Mpsim.Results;

namespace Mpsim.Regression;

/// <summary>The accepted figures of a scenario, kept as <c>results/baselines/&lt;scenario&gt;.csv</c>.</summary>
public sealed class Baseline(IReadOnlyList<BaselineRow> rows)
{
    private static readonly string[] Header = ["variant", "flow", "metric", "path", "value", "unit"];

    public IReadOnlyList<BaselineRow> Rows { get; } = rows;

    /// <param name="folder">The folder of baselines.</param>
    /// <param name="scenarioFile">Path of the scenario; its name without the extension names the baseline.</param>
    public static string FileIn(string folder, string scenarioFile) => Path.Combine(folder, Path.GetFileNameWithoutExtension(scenarioFile) + ".csv");

    /// <summary>
    /// The figures of a result. Bytes are left out: they say nothing that goodput and completion time do not; so are shares of one direction beside that of the data,
    /// but where something on the way steers subflows, which is about both directions.
    /// </summary>
    public static Baseline Of(ScenarioResult result)
    {
        var rows = new List<BaselineRow>();
        foreach (FlowSummary summary in FlowSummary.Of(result))
        {
            bool isSteered = summary.Interval(SummaryMetric.SubflowsFailed) is not null;
            foreach (SummaryMetric metric in SummaryMetric.All.Where(metric => metric.IsAccepted || (metric.IsOfDirection && isSteered)))
            {
                Add(rows, summary, metric, path: null);
                foreach (string path in metric.ReadPath is null ? [] : summary.Paths)
                    Add(rows, summary, metric, path);
            }
        }

        // Of the sessions of proxies without a cost model the flows tell all.
        foreach (ProxySummary proxy in ProxySummary.Of(result))
        {
            foreach (ProxyMetric metric in ProxyMetric.All.Where(metric => proxy.HasLoad || !metric.IsToldByFlows))
            {
                if (proxy.Interval(metric) is { } interval)
                    rows.Add(new BaselineRow(proxy.Variant, proxy.Proxy, metric.Name, "", interval.Mean, metric.Unit));
            }
        }

        foreach (PortSummary ports in PortSummary.Of(result).Where(ports => ports.IsTold))
        {
            foreach (PortMetric metric in PortMetric.All)
            {
                Add(rows, ports, metric, "", ports.Values(metric));
                foreach (string name in ports.Classes)
                    Add(rows, ports, metric, name, ports.Values(metric, name));
            }
        }

        return new Baseline(rows);
    }

    private static void Add(List<BaselineRow> rows, PortSummary ports, PortMetric metric, string name, IReadOnlyList<double> values) =>
        rows.Add(new BaselineRow(ports.Variant, ports.Place, metric.Name, name, values.Average(), PortMetric.Unit));

    /// <summary>Reads a file that <see cref="Write"/> wrote; null when there is none.</summary>
    /// <exception cref="InvalidDataException">The file is damaged.</exception>
    public static Baseline? Read(string file)
    {
        if (!File.Exists(file))
            return null;

        try
        {
            return new Baseline(ReadRows(file));
        }
        catch (Exception e) when (e is not (IOException or UnauthorizedAccessException or InvalidDataException))
        {
            throw new InvalidDataException("no baseline that mpsim wrote: its quotes or its fields do not match", e);
        }
    }

    private static List<BaselineRow> ReadRows(string file)
    {
        // A file that was cut off at its beginning must not pass for one that accepts nothing.
        string columns = string.Join(',', Header);
        if (File.ReadLines(file).FirstOrDefault()?.TrimEnd() != columns)
            throw new InvalidDataException($"no baseline that mpsim wrote: line 1 is not the header; expected {columns}");

        var rows = new List<BaselineRow>();
        using CsvReader csv = CsvReader.FromFile(file);
        while (csv.Read())
        {
            if (!double.TryParse(csv.GetString("value"), NumberStyles.Float, CultureInfo.InvariantCulture, out double value) || !double.IsFinite(value))
                throw new InvalidDataException($"no baseline that mpsim wrote: the value '{csv.GetString("value")}' in row {rows.Count + 1} is not a number");
            rows.Add(new BaselineRow(csv.GetString("variant"), csv.GetString("flow"), csv.GetString("metric"), csv.GetString("path"), value, csv.GetString("unit")));
        }

        return rows;
    }

    /// <summary>Replaces the file as a whole, or leaves it as it was.</summary>
    public void Write(string file)
    {
        CsvFile.Write(file, Header, csv =>
        {
            foreach (BaselineRow row in Rows)
                csv.WriteRecord(row.Variant, row.Flow, row.Metric, row.Path, NumberText.Exact(row.Value), row.Unit);
        });
    }

    private static void Add(List<BaselineRow> rows, FlowSummary summary, SummaryMetric metric, string? path)
    {
        if (summary.Interval(metric, path) is { } interval)
            rows.Add(new BaselineRow(summary.Variant, summary.Flow, metric.Name, path ?? "", interval.Mean, metric.Unit));
    }
}
