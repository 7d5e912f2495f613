using System.Text.Json;
using Mpsim.Results;

namespace Mpsim.Output;

/// <summary>The result table as JSON, for scripts.</summary>
public static class ResultJson
{
    /// <summary>Writes one object: the scenario, how it ended, and a row per variant and flow.</summary>
    /// <param name="stream">Usually standard output; left open.</param>
    /// <param name="result">What to write.</param>
    /// <param name="folder">Where the files lie; null when none were written.</param>
    public static void Write(Stream stream, ScenarioResult result, string? folder)
    {
        using (Utf8JsonWriter json = JsonText.Writer(stream))
        {
            json.WriteStartObject();
            json.WriteString("scenario", result.Facts.Name);
            json.WriteString("file", result.Facts.File);
            json.WriteString("status", ManifestJson.StatusWord(result.Status));
            json.WriteString("reason", result.Reason);
            json.WriteString("folder", folder);
            json.WriteNumber("seed", result.Facts.Seed);
            json.WriteStartArray("results");
            foreach (FlowSummary summary in FlowSummary.Of(result))
                WriteRow(json, summary);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        stream.WriteByte((byte)'\n');
    }

    private static void WriteRow(Utf8JsonWriter json, FlowSummary summary)
    {
        json.WriteStartObject();
        json.WriteString("variant", summary.Variant);
        json.WriteString("flow", summary.Flow);
        json.WriteNumber("runs", summary.Runs.Count);
        foreach (SummaryMetric metric in SummaryMetric.All)
        {
            if (metric == SummaryMetric.Share)
                WriteShares(json, summary);
            else
                WriteFigures(json, metric.Column, summary.Interval(metric));
        }

        json.WriteEndObject();
    }

    private static void WriteShares(Utf8JsonWriter json, FlowSummary summary)
    {
        json.WriteStartObject("share_percent");
        foreach (string path in summary.Paths)
            WriteFigures(json, path, summary.Interval(SummaryMetric.Share, path));
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
