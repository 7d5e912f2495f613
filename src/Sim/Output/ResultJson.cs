using System.Text.Json;
using Mpsim.Results;

namespace Mpsim.Output;

/// <summary>The results of a command as one JSON document, for scripts.</summary>
public static class ResultJson
{
    /// <summary>Writes one object: how the command ended, and per scenario how it ended, a row per variant and flow, and the verdicts.</summary>
    /// <param name="stream">Usually standard output; left open.</param>
    /// <param name="scenarios">In the order in which they were run.</param>
    /// <param name="exitCode">That of the command.</param>
    public static void Write(Stream stream, IEnumerable<ReportedScenario> scenarios, int exitCode)
    {
        using (Utf8JsonWriter json = JsonText.Writer(stream))
        {
            json.WriteStartObject();
            json.WriteString("tool", "mpsim");
            json.WriteString("tool_version", ToolVersion.Text);
            json.WriteNumber("exit_code", exitCode);
            json.WriteStartArray("scenarios");
            foreach (ReportedScenario scenario in scenarios)
                WriteScenario(json, scenario);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        stream.WriteByte((byte)'\n');
    }

    private static void WriteScenario(Utf8JsonWriter json, ReportedScenario scenario)
    {
        ScenarioResult result = scenario.Result;
        json.WriteStartObject();
        json.WriteString("scenario", result.Facts.Name);
        json.WriteString("file", result.Facts.File);
        json.WriteString("status", ManifestJson.StatusWord(result.Status));
        json.WriteString("reason", result.Reason);
        json.WriteString("folder", scenario.Folder);
        json.WriteString("problem", scenario.Problem);
        json.WriteNumber("seed", result.Facts.Seed);
        json.WriteNumber("runs_cut_short", result.CutShort);
        json.WriteNumber("runs_not_begun", result.NotBegun);
        json.WriteStartArray("results");
        foreach (FlowSummary summary in FlowSummary.Of(result))
            WriteRow(json, summary, PairedDifference.Of(result, summary.Variant, summary.Flow, SummaryMetric.Goodput));
        json.WriteEndArray();
        WriteVerdicts(json, scenario.Verdicts);
        json.WriteEndObject();
    }

    private static void WriteRow(Utf8JsonWriter json, FlowSummary summary, PairedDifference? difference)
    {
        json.WriteStartObject();
        json.WriteString("variant", summary.Variant);
        json.WriteString("flow", summary.Flow);
        json.WriteNumber("runs", summary.Runs.Count);
        foreach (SummaryMetric metric in SummaryMetric.All)
        {
            if (metric.IsOfPathsOnly)
                WriteShares(json, summary, metric);
            else
                WriteFigures(json, metric.Column, summary.Interval(metric));
        }

        if (difference is not null && difference.Variant != difference.Against)
            WriteFigures(json, "goodput_mbps_against_first_variant", difference.Difference);
        json.WriteEndObject();
    }

    private static void WriteVerdicts(Utf8JsonWriter json, IReadOnlyList<ReportedVerdict> verdicts)
    {
        json.WriteStartArray("expectations");
        foreach (ReportedVerdict verdict in verdicts)
        {
            json.WriteStartObject();
            json.WriteString("expectation", verdict.Text);
            json.WriteString("variant", verdict.Variant);
            json.WriteFigure("measured", verdict.Measured);
            json.WriteString("unit", verdict.Unit);
            json.WriteBoolean("met", verdict.Met);
            json.WriteString("reason", verdict.Reason);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteShares(Utf8JsonWriter json, FlowSummary summary, SummaryMetric metric)
    {
        json.WriteStartObject($"{metric.Column}_percent");
        foreach (string path in summary.Paths)
            WriteFigures(json, path, summary.Interval(metric, path));
        json.WriteEndObject();
    }

    private static void WriteFigures(Utf8JsonWriter json, string name, ConfidenceInterval? interval)
    {
        json.WriteStartObject(name);
        json.WriteFigure("mean", interval?.Mean);
        json.WriteFigure("ci95", interval?.HalfWidth);
        json.WriteNumber("count", interval?.Count ?? 0);
        json.WriteEndObject();
    }
}
