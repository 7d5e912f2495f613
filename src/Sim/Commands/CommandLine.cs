using System.CommandLine;
using System.CommandLine.Invocation;
using Mpsim.Scenarios.Errors;
using Spectre.Console;

namespace Mpsim.Commands;

/// <summary>The command <c>mpsim</c>: one class per subcommand, listed in <see cref="Commands"/>.</summary>
public static class CommandLine
{
    /// <param name="arguments">Without the name of the program.</param>
    /// <param name="output">For results.</param>
    /// <param name="errors">For diagnostics.</param>
    /// <returns>An <see cref="ExitCode"/>.</returns>
    public static int Invoke(string[] arguments, IAnsiConsole output, IAnsiConsole errors)
    {
        var root = new RootCommand("Simulates MPTCP proxies in ISP networks. Start with: mpsim run scenarios/quickstart.yaml");
        foreach (var command in Commands(output, errors))
        {
            root.Subcommands.Add(command);
        }

        var result = root.Parse(arguments);
        if (result.Action is ParseErrorAction || (result.Action is null && result.Errors.Count > 0))
        {
            return Misused(result, errors);
        }

        try
        {
            return result.Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
        }
        catch (OperationCanceledException)
        {
            return ExitCode.Interrupted;
        }
#pragma warning disable CA1031 // The last resort: whatever escapes is a defect, told with its trace and an exit code of its own.
        catch (Exception e)
#pragma warning restore CA1031
        {
            errors.MarkupLine("[red]internal error[/]: this is a defect of mpsim");
            errors.WriteLine(e.ToString());
            return ExitCode.InternalError;
        }
    }

    private static IEnumerable<Command> Commands(IAnsiConsole output, IAnsiConsole errors) =>
    [
        new ValidateCommand(output, errors),
        new ListCommand(output, errors),
    ];

    private static int Misused(ParseResult result, IAnsiConsole errors)
    {
        foreach (var error in result.Errors)
        {
            errors.MarkupLineInterpolated($"[red]error[/]: {error.Message}");
        }

        var command = result.CommandResult.Command;
        List<string> known = [.. command.Subcommands.Select(each => each.Name), .. command.Options.Select(each => each.Name)];
        foreach (var nearest in result.UnmatchedTokens.Select(token => NearestName.Find(token, known)).OfType<string>())
        {
            errors.MarkupLineInterpolated($"Did you mean [green]{nearest}[/]?");
        }

        var path = string.Join(' ', Names(result.CommandResult));
        errors.MarkupLineInterpolated($"Try: {path} --help");
        return ExitCode.BadInput;
    }

    private static Stack<string> Names(System.CommandLine.Parsing.SymbolResult? result)
    {
        var names = new Stack<string>();
        for (; result is System.CommandLine.Parsing.CommandResult command; result = command.Parent)
        {
            names.Push(command.Command is RootCommand ? "mpsim" : command.Command.Name);
        }

        return names;
    }
}
