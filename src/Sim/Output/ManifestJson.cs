using System.Globalization;
using System.Text.Json;
using Mpsim.Files;
using Mpsim.Results;

namespace Mpsim.Output;

/// <summary><c>manifest.json</c>: what was run with what and how it ended. The only file of a results folder that knows wall time.</summary>
public static class ManifestJson
{
    public const string FileName = "manifest.json";

    /// <summary>The status in a folder whose run is at work, or was killed.</summary>
    internal const string RunningWord = "running";

    /// <param name="result">What was run.</param>
    /// <param name="folder">Folder of results.</param>
    /// <param name="files">The other files of the run, relative to the folder; a later run into the same folder removes them.</param>
    /// <exception cref="UnwritableException">The system does not take it.</exception>
    public static void Write(ScenarioResult result, string folder, IEnumerable<string> files) =>
        WholeFile.Write(Path.Combine(folder, FileName), stream => WriteTo(stream, result, files));

    /// <summary>
    /// Says of a folder that its run is over and its files are not whole, so that nobody waits for it. Where the system takes no new file, as on a full disk,
    /// the manifest that is there is written over, with no more octets than it has. Where that fails too, it stays as it is.
    /// </summary>
    /// <param name="facts">What was run.</param>
    /// <param name="folder">Folder of results, with the manifest of a run at work.</param>
    /// <param name="files">The other files of the run.</param>
    /// <param name="reason">Why they are not whole.</param>
    public static void WriteFailure(ScenarioFacts facts, string folder, IReadOnlyList<string> files, string reason)
    {
        try
        {
            Write(Failed(reason), folder, files);
        }
        catch (UnwritableException)
        {
            WriteOver(Path.Combine(folder, FileName), stream => WriteTo(stream, Failed("files could not be written"), files));
        }

        ScenarioResult Failed(string why) => new(facts, []) { Status = ScenarioStatus.Failed, Reason = why };
    }

    private static void WriteOver(string path, Action<Stream> write)
    {
        using var text = new MemoryStream();
        write(text);
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Write);
            if (text.Length > file.Length)
                return;
            file.Write(text.GetBuffer(), 0, (int)text.Length);
            file.SetLength(text.Length);
        }
        catch (Exception e) when (FileTrouble.IsOfSystem(e))
        {
            // What could not be written at all is told on the console.
        }
    }

    private static void WriteTo(Stream stream, ScenarioResult result, IEnumerable<string> files)
    {
        using (Utf8JsonWriter json = JsonText.Writer(stream))
        {
            WriteBody(json, result, files);
        }

        stream.WriteByte((byte)'\n');
    }

    private static void WriteBody(Utf8JsonWriter json, ScenarioResult result, IEnumerable<string> files)
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
        json.WriteStartArray("files");
        foreach (string file in files)
            json.WriteStringValue(file);
        json.WriteEndArray();
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
        ScenarioStatus.Running => RunningWord,
        _ => "failed",
    };
}
