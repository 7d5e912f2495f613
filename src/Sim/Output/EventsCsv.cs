using System.Globalization;
using Mpsim.Results;

namespace Mpsim.Output;

/// <summary><c>events.csv</c>: one row per logged event.</summary>
public static class EventsCsv
{
    public const string FileName = "events.csv";

    private static readonly string[] Header = ["time", "variant", "run", "entity", "kind", "detail"];

    public static void Write(ScenarioResult result, string folder) =>
        CsvFile.Write(Path.Combine(folder, FileName), Header, csv =>
        {
            foreach (RunResult run in result.Runs)
            {
                string number = run.Run.ToString(CultureInfo.InvariantCulture);
                foreach (LoggedEvent logged in run.Events)
                {
                    csv.WriteRecord(
                        NumberText.Seconds(logged.Time.Nanoseconds), run.Variant, number,
                        logged.Entity, logged.Kind, logged.Detail);
                }
            }
        });
}
