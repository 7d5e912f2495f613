using System.CommandLine;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using System.Threading;
using Mpsim.Files;
using Mpsim.Scenarios.Errors;
using Spectre.Console;

namespace Mpsim.Commands;

/// <summary>The command <c>mpsim</c>: one class per subcommand, listed in <see cref="Commands"/>.</summary>
public static class CommandLine
{
    /// <param name="arguments">Without the name of the program.</param>
    /// <param name="output">For results.</param>
    /// <param name="errors">For diagnostics.</param>
    /// <param name="interruption">Ends what is being run; results so far are kept.</param>
    /// <returns>An <see cref="ExitCode"/>.</returns>
    public static int Invoke(string[] arguments, IAnsiConsole output, IAnsiConsole errors, CancellationToken interruption = default)
    {
        var root = new RootCommand("Simulates MPTCP proxies in ISP networks. Start with: mpsim run scenarios/quickstart.yaml");
        foreach (var command in Commands(output, errors, interruption))
        {
            root.Subcommands.Add(command);
        }

        var result = root.Parse(arguments);
        if (result.Action is ParseErrorAction || (result.Action is null && result.Errors.Count > 0))
        {
            return Misused(result, errors);
        }

        if (UnknownOption(result) is { } unknown)
        {
            return Misused(result, errors, unknown);
        }

        if (OptionInPlaceOfValue(result) is { } swallowed)
        {
            errors.MarkupLineInterpolated($"[red]error[/]: {swallowed}");
            return ExitCode.BadInput;
        }

        try
        {
            return result.Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
        }
        catch (OperationCanceledException)
        {
            return ExitCode.Interrupted;
        }
        catch (UnwritableException e)
        {
            errors.MarkupLineInterpolated($"[red]error[/]: {e.Message}");
            return ExitCode.Unwritable;
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

    private static IEnumerable<Command> Commands(IAnsiConsole output, IAnsiConsole errors, CancellationToken interruption) =>
    [
        new RunCommand(output, errors, interruption),
        new CheckCommand(output, errors, interruption),
        new ValidateCommand(output, errors),
        new ShowCommand(output, errors),
        new ListCommand(output, errors),
        new ValidationCommand(output, errors, interruption),
        new TraceCommand(output, errors),
        new PacketdrillCommand(output, errors),
        new BenchCommand(output, errors),
    ];

    // An argument takes any word, so a mistyped option would pass as the name of a file; after "--" that is what it is.
    private static string? UnknownOption(ParseResult result) => result.Tokens.Any(token => token.Value == "--")
        ? null
        : result.CommandResult.Children.OfType<ArgumentResult>().SelectMany(argument => argument.Tokens)
            .Select(token => token.Value).FirstOrDefault(word => word.Length > 1 && word[0] == '-');

    // An option that needs a value takes the next word whatever it is, also when that is an option of the command.
    private static string? OptionInPlaceOfValue(ParseResult result)
    {
        string[] names = [.. result.CommandResult.Command.Options.Select(option => option.Name)];
        foreach (var given in result.CommandResult.Children.OfType<OptionResult>())
        {
            if (given.Tokens.FirstOrDefault(token => names.Contains(token.Value)) is { } next)
            {
                return $"{given.Option.Name} stands without a value before {next.Value}; expected {given.Option.Name} <{given.Option.HelpName}>";
            }
        }

        return null;
    }

    private static int Misused(ParseResult result, IAnsiConsole errors, string? unknownOption = null)
    {
        foreach (var error in result.Errors)
        {
            errors.MarkupLineInterpolated($"[red]error[/]: {error.Message}");
        }

        List<string> unmatched = [.. result.UnmatchedTokens];
        if (unknownOption is not null)
        {
            errors.MarkupLineInterpolated($"[red]error[/]: there is no option '{unknownOption}'");
            unmatched.Add(unknownOption);
        }

        var command = result.CommandResult.Command;
        List<string> known = [.. command.Subcommands.Select(each => each.Name), .. command.Options.Select(each => each.Name)];

        // Hyphens are alike in all options and make none of them similar.
        string? Nearest(string token) => NearestName.Find(token.TrimStart('-'), known.Select(each => each.TrimStart('-'))) is { } found
            ? known.Find(each => each.TrimStart('-') == found)
            : null;
        foreach (var nearest in unmatched.Select(Nearest).OfType<string>())
        {
            errors.MarkupLineInterpolated($"Did you mean [green]{nearest}[/]?");
        }

        var path = string.Join(' ', Names(result.CommandResult));
        errors.MarkupLineInterpolated($"Try: {path} --help");
        return ExitCode.BadInput;
    }

    private static Stack<string> Names(SymbolResult? result)
    {
        var names = new Stack<string>();
        for (; result is CommandResult command; result = command.Parent)
        {
            names.Push(command.Command is RootCommand ? "mpsim" : command.Command.Name);
        }

        return names;
    }
}
