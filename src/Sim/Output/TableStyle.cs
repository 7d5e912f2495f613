using System.Globalization;
using Spectre.Console;

namespace Mpsim.Output;

/// <summary>
/// The look of all tables: ruled and coloured on a terminal; elsewhere the Markdown form, which stays readable in a log
/// and shows as a table where the log is pasted.
/// </summary>
public static class TableStyle
{
    /// <summary>Columns where the width is not that of a terminal.</summary>
    public const int PlainWidth = 100;

    /// <summary>Prints a table as wide as the terminal, or as <see cref="PlainWidth"/>; elsewhere long texts widen it, for which lines of a log are long enough.</summary>
    /// <param name="console">Where to.</param>
    /// <param name="table">What.</param>
    /// <param name="breaksTexts">Whether long texts are broken instead.</param>
    public static void Print(IAnsiConsole console, Table table, bool breaksTexts = false)
    {
        if (console.Profile.Out.IsTerminal)
        {
            table.Border = TableBorder.Simple;
            console.Write(table);
            return;
        }

        table.Border = TableBorder.Markdown;
        int width = console.Profile.Width;
        console.Profile.Width = breaksTexts ? PlainWidth : Math.Max(width, PlainWidth);
        foreach (string line in Lines(table, console.Profile.Width))
            console.WriteLine(line);
        console.Profile.Width = width;
    }

    /// <summary>The table as text without the spaces at the ends of lines, of which whole lines would be above and below it.</summary>
    private static IEnumerable<string> Lines(Table table, int width)
    {
        using var writer = new StringWriter(CultureInfo.InvariantCulture);
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(writer), Ansi = AnsiSupport.No, ColorSystem = ColorSystemSupport.NoColors });
        console.Profile.Width = width;
        console.Profile.Capabilities.Unicode = true;
        console.Write(table);
        return writer.ToString().TrimEnd('\r', '\n').Split('\n').Select(line => line.TrimEnd());
    }

    public static Table New(params IReadOnlyList<string> columns)
    {
        var table = new Table { ShowRowSeparators = false };
        foreach (string column in columns)
            table.AddColumn(new TableColumn(Markup.Escape(column)));
        return table;
    }

    /// <summary>Columns of figures line up at the right.</summary>
    public static Table AlignRight(this Table table, params IReadOnlyList<int> columns)
    {
        foreach (int column in columns)
            table.Columns[column].Alignment = Justify.Right;
        return table;
    }

    /// <summary>A text as it is, whatever brackets a name of a scenario holds.</summary>
    public static Text Plain(string text) => new(text);

    public static Text Colored(string text, Color color) => new(text, new Style(color));
}
