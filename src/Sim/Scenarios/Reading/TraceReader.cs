using Mpsim.Files;
using Mpsim.Models.Units;
using Mpsim.Scenarios.Errors;
using Mpsim.Scenarios.Keys;
using Mpsim.Scenarios.Plan;
using Mpsim.Scenarios.Yaml;

namespace Mpsim.Scenarios.Reading;

/// <summary>Reads the description of a trace and finds its file; what is in the file is read when the link is built.</summary>
internal sealed class TraceReader(ReadingContext context)
{
    private TraceKeys Keys => context.Keys.Trace;

    public (TracePlan Trace, LinkDirections Directions) Read(TreeNode node, string path, SourcePosition owner)
    {
        var whole = node is TreeScalar ? Shorthand(node) : node;
        var reader = new MappingReader(whole, path, owner, Keys.Group, context.Errors);
        var written = reader.Read(Keys.File);
        var file = Locate(reader, written);
        if (!reader.TryRead(Keys.Format, out var format))
        {
            format = written.EndsWith(".csv", StringComparison.OrdinalIgnoreCase) ? TraceFormat.Csv : TraceFormat.PacketOpportunities;
        }

        var isCsv = format == TraceFormat.Csv;
        var hasInterval = reader.TryRead(Keys.Interval, out var interval);
        var hasTimes = reader.TryRead(Keys.TimeColumn, out var timeColumn);
        if (!isCsv)
        {
            reader.ReportMeaningless([Keys.Column, Keys.Unit, Keys.TimeColumn, Keys.Interval], reader.Find(Keys.Format) ?? reader.Find(Keys.File),
                "only the format 'csv' has columns");
        }
        else if (hasInterval && hasTimes)
        {
            context.Errors.Add(reader.PositionOf(Keys.Interval), reader.PathOf(Keys.Interval),
                "the rows have either a column of times or an interval, not both");
        }

        var trace = new TracePlan
        {
            File = file ?? written,
            Format = format,
            Column = isCsv ? reader.Read(Keys.Column) : "",
            BitsPerSecondPerUnit = reader.Read(Keys.Unit),
            TimeColumn = !isCsv || hasInterval ? null : hasTimes ? timeColumn : "seconds",
            Interval = isCsv && hasInterval ? interval : Duration.Zero,
        };
        if (isCsv && file is not null)
        {
            CheckColumns(reader, trace);
        }

        return (trace, reader.Read(Keys.Direction));
    }

    private TreeMapping Shorthand(TreeNode file) =>
        new(file.Position, [new TreeEntry(new TreeScalar(file.Position, Keys.File.Name, isPlain: true), file)]);

    private string? Locate(MappingReader reader, string written)
    {
        if (written.Length == 0)
        {
            return null;
        }

        string[] places = [Path.Combine(context.Directory, written), written];
        var position = reader.Find(Keys.File)?.Position ?? reader.Owner;
        if (places.FirstOrDefault(File.Exists) is { } found)
        {
            return IsReadable(found, position, reader.PathOf(Keys.File)) ? found : null;
        }

        context.Errors.Add(position, reader.PathOf(Keys.File), $"there is no file '{written}' beside the scenario or in the current directory",
            "the name of a trace file", NearestFile(places[0]));
        return null;
    }

    private bool IsReadable(string file, SourcePosition position, string path)
    {
        try
        {
            BoundedFile.Open(file).Dispose();
            return true;
        }
        catch (Exception e) when (FileTrouble.IsOfSystem(e))
        {
            context.Errors.Add(position, path, $"the file '{file}' cannot be read: {FileTrouble.Of(e, file)}");
            return false;
        }
    }

    private static string? NearestFile(string path)
    {
        var directory = Path.GetDirectoryName(path);
        if (!Directory.Exists(directory))
        {
            return null;
        }

        var names = Directory.EnumerateFiles(directory).Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal);
        return NearestName.Find(Path.GetFileName(path), names);
    }

    private void CheckColumns(MappingReader reader, TracePlan trace)
    {
        string[] columns;
        try
        {
            columns = [.. BoundedFile.ReadFirstLine(trace.File).Split(',').Select(column => column.Trim().Trim('"'))];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            context.Errors.Add(reader.Owner, reader.PathOf(Keys.File), $"the file '{trace.File}' cannot be read");
            return;
        }

        CheckColumn(reader, Keys.Column, trace.Column, columns);
        if (trace.TimeColumn is { } times)
        {
            CheckColumn(reader, Keys.TimeColumn, times, columns);
        }
    }

    private void CheckColumn(MappingReader reader, Key key, string column, string[] columns)
    {
        if (!columns.Contains(column))
        {
            context.Errors.AddUnknown(reader.Find(key)?.Position ?? reader.Owner, reader.PathOf(key), "column", column, columns);
        }
    }
}
