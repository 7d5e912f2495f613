using System.Globalization;
using CsvHelper;
using Mpsim.Files;
using Mpsim.Models.Network;
using Mpsim.Models.Units;

namespace Mpsim.Traces;

/// <summary>
/// Reads rates from CSV with a header line: a rate column, and a time column in seconds or rows of equal length.
/// The first row is time zero; the last row holds as long as the one before it, then the trace begins again.
/// </summary>
public static class RateTraceFile
{
    private const double NanosecondsPerSecond = 1e9;

    /// <summary>Ten million seconds: what a time column may hold without losing nanoseconds in a double.</summary>
    private const double LatestSeconds = 1e7;

    /// <exception cref="TraceFormatException">A column is missing, a value is no number, a time does not ascend, or nothing is ever served.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static RateSchedule Read(string path, RateColumns columns)
    {
        using var reader = BoundedFile.ReadText(path, OpportunityTraceFile.LargestFile);
        return Read(reader, path, columns);
    }

    /// <param name="reader">The text.</param>
    /// <param name="file">Name of the source, for errors.</param>
    /// <param name="columns">Which columns to read.</param>
    public static RateSchedule Read(TextReader reader, string file, RateColumns columns)
    {
        using var csv = CsvReader.Create(reader, new CsvReaderOptions { Separator = ',', TrackLineNumbers = true, TrimWhitespace = true }, leaveOpen: true);
        if (csv.Headers.Count == 0)
        {
            throw new TraceFormatException(file, 1, "the file is empty; a header line with column names is expected");
        }

        var rateColumn = Column(csv, file, columns.Rate);
        var timeColumn = columns.Time is null ? -1 : Column(csv, file, columns.Time);
        var changes = new List<RateChange>();
        long first = 0;
        while (csv.Read())
        {
            var rate = new DataRate((long)Math.Round(Number(csv, file, rateColumn, columns.Rate, double.MaxValue) * BitsPer(columns.Unit)));
            var at = changes.Count * columns.Interval.Nanoseconds;
            if (timeColumn >= 0)
            {
                var time = (long)Math.Round(Number(csv, file, timeColumn, columns.Time!, LatestSeconds) * NanosecondsPerSecond);
                first = changes.Count == 0 ? time : first;
                at = time - first;
            }

            if (changes.Count > 0 && at <= changes[^1].At.Nanoseconds)
            {
                throw new TraceFormatException(file, (int)csv.LineNumber, $"the time in column '{columns.Time}' does not ascend");
            }

            changes.Add(new RateChange(new Instant(at), rate));
        }

        return Schedule(file, (int)csv.LineNumber, columns, changes);
    }

    private static RateSchedule Schedule(string file, int lastLine, RateColumns columns, List<RateChange> changes)
    {
        if (changes.TrueForAll(change => change.Rate.BitsPerSecond == 0))
        {
            throw new TraceFormatException(file, Math.Max(1, lastLine), $"no row has a rate greater than zero in column '{columns.Rate}'");
        }

        var lastLength = columns.Time is null || changes.Count == 1 ? columns.Interval : changes[^1].At - changes[^2].At;
        return RateSchedule.Piecewise(changes, changes[^1].At + lastLength - Instant.Zero);
    }

    private static int Column(CsvReader csv, string file, string name)
    {
        var index = csv.Headers.ToList().IndexOf(name);
        return index >= 0 ? index : throw new TraceFormatException(file, 1, $"no column '{name}'; the columns are {string.Join(", ", csv.Headers)}");
    }

    private static double Number(CsvReader csv, string file, int column, string name, double maximum)
    {
        var text = column < csv.FieldCount ? csv.GetString(column) : string.Empty;
        if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) || !(value >= 0 && value <= maximum))
        {
            throw new TraceFormatException(file, (int)csv.LineNumber, $"'{text}' in column '{name}' is not a number of zero or more");
        }

        return value;
    }

    private static double BitsPer(RateUnit unit) => unit switch
    {
        RateUnit.BitPerSecond => 1,
        RateUnit.KilobitPerSecond => 1e3,
        RateUnit.MegabitPerSecond => 1e6,
        _ => throw new ArgumentOutOfRangeException(nameof(unit)),
    };
}
