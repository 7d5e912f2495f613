using System.Globalization;
using System.Text.Json;
using Mpsim.Results;

namespace Mpsim.Output;

/// <summary><c>manifest.json</c>: what was run with what and how it ended. The only file of a results folder that knows wall time.</summary>
public static class ManifestJson
{
    public const string FileName = "manifest.json";

    public static void Write(ScenarioResult result, string folder) =>
        WholeFile.Write(Path.Combine(folder, FileName), stream =>
        {
            using (Utf8JsonWriter json = JsonText.Writer(stream))
            {
                WriteBody(json, result);
            }

            stream.WriteByte((byte)'\n');
        });

    private static void WriteBody(Utf8JsonWriter json, ScenarioResult result)
    {
        ScenarioFacts facts = result.Facts;
        json.WriteStartObject();
        json.WriteString("tool", "mpsim");
        json.WriteString("tool_version", facts.ToolVersion);
        json.WriteStartObject("scenario");
        json.WriteString("name", facts.Name);
        json.WriteString("file", facts.File);
        json.WriteString("sha256", facts.Sha256);
        json.WriteEndObject();
        json.WriteNumber("seed", facts.Seed);
        json.WriteNumber("runs", facts.Runs);
        json.WriteStartArray("command_line");
        foreach (string argument in facts.CommandLine)
            json.WriteStringValue(argument);
        json.WriteEndArray();
        json.WriteString("status", StatusWord(result.Status));
        json.WriteString("reason", result.Reason);
        json.WriteFigure("wall_time_s", Math.Round(result.WallTime.TotalSeconds, 3));
        json.WriteNumber("events_executed", result.EventsExecuted);
        json.WriteNumber("packet_hops", result.Runs.Sum(run => run.PacketHops));
        WriteVariants(json, result);
        json.WriteEndObject();
    }

    private static void WriteVariants(Utf8JsonWriter json, ScenarioResult result)
    {
        json.WriteStartArray("variants");
        foreach (VariantFacts variant in result.Facts.Variants)
        {
            json.WriteStartObject();
            json.WriteString("name", variant.Name);
            json.WriteStartObject("parameters");
            foreach ((string key, string value) in variant.Parameters)
                json.WriteString(key, value);
            json.WriteEndObject();
            json.WriteStartArray("runs");
            foreach (RunResult run in result.RunsOf(variant.Name))
                WriteRun(json, run);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteRun(Utf8JsonWriter json, RunResult run)
    {
        json.WriteStartObject();
        json.WriteNumber("run", run.Run);
        json.WriteNumber("seed", run.Seed);
        json.WriteBoolean("completed", run.Completed);
        json.WritePropertyName("simulated_time_s");
        json.WriteRawValue(NumberText.Seconds(run.SimulatedTime.Nanoseconds));
        json.WriteNumber("events_executed", run.EventsExecuted);
        json.WriteNumber("packet_hops", run.PacketHops);

        // As text: JSON readers that keep numbers as doubles would lose the last digits.
        json.WriteString("fingerprint", run.Fingerprint.ToString("x16", CultureInfo.InvariantCulture));
        json.WriteEndObject();
    }

    internal static string StatusWord(ScenarioStatus status) => status switch
    {
        ScenarioStatus.Complete => "complete",
        ScenarioStatus.Interrupted => "interrupted",
        _ => "failed",
    };
}
