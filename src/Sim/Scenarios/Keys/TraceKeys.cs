using Mpsim.Models.Units;
using Mpsim.Scenarios.Plan;
using Mpsim.Scenarios.Values;

namespace Mpsim.Scenarios.Keys;

/// <summary>The keys of a trace.</summary>
internal sealed class TraceKeys
{
    public readonly Key<string> File = new("file", new NameForm("a file name"), "The file, of at most 64 MiB; `trace: FILE` is short for this.");

    public readonly Key<TraceFormat> Format = new("format", new ChoiceForm<TraceFormat>("trace format",
        [("packet-opportunities", TraceFormat.PacketOpportunities), ("csv", TraceFormat.Csv)]),
        "`packet-opportunities`: a line per 1500-byte delivery opportunity, with its millisecond; `csv`: a table with a header line.")
    { Absent = "`csv` for a name ending in `.csv`, else `packet-opportunities`" };

    public readonly Key<LinkDirections> Direction = new("direction", Directions("direction"), "The direction of the link whose rate this is.")
    { Default = "down" };

    public readonly Key<string> Column = new("column", new NameForm("the name of a column"), "CSV: the column of rates.") { Default = "rate_mbps" };

    public readonly Key<long> Unit = new("unit", new ChoiceForm<long>("unit of rate",
        [("Mbit/s", 1_000_000), ("kbit/s", 1_000), ("bit/s", 1)]), "CSV: the unit of the column of rates.")
    { Default = "Mbit/s" };

    public readonly Key<string> TimeColumn = new("time_column", new NameForm("the name of a column"), "CSV: the column of times in seconds.")
    { Absent = "`seconds`, unless there is an `interval`" };

    public readonly Key<Duration> Interval = new("interval", Forms.Span, "CSV: the spacing of the rows, instead of a column of times.")
    { Absent = "none" };

    public TraceKeys() => Group = new KeyGroup("links.<name>.trace", [File, Format, Direction, Column, Unit, TimeColumn, Interval]);

    public KeyGroup Group { get; }

    public static ChoiceForm<LinkDirections> Directions(string what) =>
        new(what, [("both", LinkDirections.Both), ("up", LinkDirections.Up), ("down", LinkDirections.Down)]);
}
