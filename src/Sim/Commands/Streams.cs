using Spectre.Console;

namespace Mpsim.Commands;

/// <summary>The consoles of the two output streams, plain and wide when they are not terminals.</summary>
internal static class Streams
{
    // Where there is no terminal to ask, 80 columns would break the lines of a log.
    private const int WidthOfFile = 1_000;

    public static IAnsiConsole Output() => Open(Console.Out, "standard output", Console.IsOutputRedirected);

    public static IAnsiConsole Error() => Open(Console.Error, null, Console.IsErrorRedirected);

    private static IAnsiConsole Open(TextWriter writer, string? name, bool isRedirected)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(writer) });

        // Later, since the console asks the writer itself what kind of terminal it is.
        console.Profile.Out = new ToldOutput(console.Profile.Out, name);
        if (isRedirected)
        {
            console.Profile.Width = WidthOfFile;
        }

        return console;
    }
}
