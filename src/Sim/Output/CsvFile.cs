using CsvHelper;
using Mpsim.Files;

namespace Mpsim.Output;

/// <summary>The one dialect of all CSV files: UTF-8 without a mark, comma, quotes where needed, lines that end with LF on every system.</summary>
public static class CsvFile
{
    private static readonly CsvWriterOptions Dialect = new() { NewLine = "\n" };

    /// <summary>Writes a whole file: the header, then the rows that <paramref name="writeRows"/> makes.</summary>
    public static void Write(string path, ReadOnlySpan<string> header, Action<CsvWriter> writeRows)
    {
        string[] names = header.ToArray();
        WholeFile.Write(path, stream =>
        {
            using CsvWriter csv = CsvWriter.Create(stream, Dialect, leaveOpen: true);
            csv.WriteHeader(names);
            writeRows(csv);
        });
    }
}
