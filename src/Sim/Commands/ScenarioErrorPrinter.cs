using Mpsim.Scenarios.Errors;
using Spectre.Console;

namespace Mpsim.Commands;

/// <summary>Prints errors as a compiler does: what is wrong, where, the line with a caret, and what would be right.</summary>
internal static class ScenarioErrorPrinter
{
    private const int LongestLine = 200;

    public static void Print(IReadOnlyList<ScenarioError> errors, IAnsiConsole console)
    {
        foreach (var error in errors)
        {
            Print(error, "[red]error[/]", console);
        }
    }

    /// <summary>Prints what does no harm but has no effect, in the same way.</summary>
    public static void PrintWarnings(IReadOnlyList<ScenarioError> warnings, IAnsiConsole console)
    {
        foreach (var warning in warnings)
        {
            Print(warning, "[yellow]warning[/]", console);
        }
    }

    private static void Print(ScenarioError error, string kind, IAnsiConsole console)
    {
        var key = error.KeyPath.Length > 0 ? $" [bold]{Markup.Escape(Visible(error.KeyPath))}[/]:" : "";
        var variant = error.Variant is null ? "" : $" (in variant '{Markup.Escape(Visible(error.Variant))}')";
        console.MarkupLine($"{kind}:{key} {Markup.Escape(Visible(error.Message))}{variant}");
        var margin = new string(' ', Math.Max(1, Digits(error.Line)));
        var place = error.Line > 0 ? $"{error.File}:{error.Line}:{error.Column}" : error.File;
        console.MarkupLine($"{margin}[blue]-->[/] {Markup.Escape(Visible(place))}");
        if (error.SourceLine is { Length: <= LongestLine } line)
        {
            PrintLine(error, line, margin, console);
        }

        if (error.Expected is not null)
        {
            console.MarkupLine($"{margin} [blue]=[/] expected {Markup.Escape(Visible(error.Expected))}");
        }

        if (error.Nearest is not null)
        {
            console.MarkupLine($"{margin} [blue]=[/] did you mean [green]{Markup.Escape(Visible(error.Nearest))}[/]?");
        }

        console.WriteLine();
    }

    private static void PrintLine(ScenarioError error, string line, string margin, IAnsiConsole console)
    {
        var visible = Visible(line);
        var column = Math.Clamp(error.Column - 1, 0, visible.Length);
        var length = Math.Clamp(error.Length, 1, Math.Max(1, visible.Length - column));
        console.MarkupLine($"{margin} [blue]|[/]");
        console.MarkupLine($"[blue]{error.Line} |[/] {Markup.Escape(visible)}");
        console.MarkupLine($"{margin} [blue]|[/] {new string(' ', column)}[red]{new string('^', length)}[/]");
    }

    // A control character in a file must not steer the terminal, and a tab must not shift the caret.
    private static string Visible(string text) => string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c));

    private static int Digits(int line) => line.ToString().Length;
}
