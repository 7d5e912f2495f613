using System.CommandLine;
using Mpsim.Files;
using Mpsim.Packetdrill.Matching;
using Mpsim.Packetdrill.Output;
using Mpsim.Packetdrill.Running;
using Mpsim.Packetdrill.Syntax;
using Mpsim.Scenarios.Errors;
using Spectre.Console;

namespace Mpsim.Commands;

/// <summary><c>mpsim packetdrill FILE…</c>: runs packetdrill scripts in virtual time against the stack.</summary>
internal sealed class PacketdrillCommand : Command
{
    private const long LargestScript = 4 << 20;

    private static readonly Dictionary<string, Leniency> Forms = new()
    {
        ["option-order"] = Leniency.OptionOrder,
        ["padding"] = Leniency.Padding,
        ["data-ack-length"] = Leniency.DataAckLength,
        ["data-ack-before-fin"] = Leniency.DataAckBeforeFin,
        ["delayed-ack"] = Leniency.DelayedAck,
        ["window-scale"] = Leniency.WindowScale,
        ["join-backup"] = Leniency.JoinBackup,
        ["address-alone"] = Leniency.AddressAlone,
        ["trailing-ack"] = Leniency.TrailingAck,
        ["all"] = Leniency.All,
    };

    private readonly Argument<string[]> _files = new("FILE")
    {
        Description = "Scripts, or folders that are searched for *.pkt.",
        Arity = ArgumentArity.OneOrMore,
    };

    private readonly Option<string[]> _lenient = new("--lenient")
    {
        HelpName = "WHAT",
        Description = $"What may differ from Linux 6.18 where RFCs leave the choice: {string.Join(", ", Forms.Keys)}.",
        AllowMultipleArgumentsPerToken = false,
    };

    private readonly Option<ulong> _seed = new("--seed")
    {
        HelpName = "NUMBER",
        Description = "Seed of initial sequence numbers and keys; each script runs with it and with the next.",
        DefaultValueFactory = _ => 1,
    };

    private readonly Option<string?> _version = new("--ip-version")
    {
        HelpName = "VERSION",
        Description = "ipv4 or ipv6; without it, scripts whose names end in _v6 run over IPv6.",
    };

    private readonly IAnsiConsole _output;
    private readonly IAnsiConsole _errors;

    public PacketdrillCommand(IAnsiConsole output, IAnsiConsole errors)
        : base("packetdrill", "Run packetdrill scripts in virtual time; the result is in the Test Anything Protocol.")
    {
        _output = output;
        _errors = errors;
        Arguments.Add(_files);
        Options.Add(_lenient);
        Options.Add(_seed);
        Options.Add(_version.AcceptOnlyFromAmong("ipv4", "ipv6"));
        SetAction(Run);
    }

    private int Run(ParseResult result)
    {
        var leniency = Leniency.None;
        foreach (var word in (result.GetValue(_lenient) ?? []).SelectMany(value => value.Split(',')))
        {
            if (!Forms.TryGetValue(word, out var form))
            {
                _errors.MarkupLineInterpolated($"[red]error[/]: --lenient: there is no '{word}'; expected one of {string.Join(", ", Forms.Keys)}");
                if (NearestName.Find(word, Forms.Keys) is { } nearest)
                {
                    _errors.MarkupLineInterpolated($"Did you mean [green]{nearest}[/]?");
                }

                return ExitCode.BadInput;
            }

            leniency |= form;
        }

        foreach (var name in result.GetRequiredValue(_files))
        {
            if (!Expand(name).Any())
            {
                // A job that names the wrong folder must not stay green.
                _errors.MarkupLineInterpolated($"[red]error[/]: {name}: there is no script in this folder; expected files *.pkt");
                return ExitCode.BadInput;
            }
        }

        return Run([.. result.GetRequiredValue(_files).SelectMany(Expand)], new ScriptDrill(leniency, result.GetValue(_seed)) { UsesIPv6 = result.GetValue(_version) is { } version ? version == "ipv6" : null });
    }

    private int Run(List<string> files, ScriptDrill drill)
    {
        var report = new TapReport(_output.Profile.Out.Writer);
        var worst = ExitCode.Success;
        report.Begin(files.Count);
        foreach (var file in files)
        {
            var outcome = Run(file, drill);
            report.Add(outcome);
            worst = Math.Max(worst, outcome.Status switch { ScriptStatus.Malformed => ExitCode.BadInput, ScriptStatus.Crashed => ExitCode.InternalError, _ => 0 });
        }

        report.End();
        return worst != ExitCode.Success ? worst : report.Passed == files.Count ? ExitCode.Success : ExitCode.ExpectationFailed;
    }

    /// <summary>A script that cannot be read fails by itself: the others say what they have to say, and the exit code that it is not all.</summary>
    private ScriptOutcome Run(string file, ScriptDrill drill)
    {
        try
        {
            using var script = BoundedFile.ReadText(file, LargestScript);
            return drill.Run(file, script.ReadToEnd());
        }
        catch (ScriptException e)
        {
            ScenarioErrorPrinter.Print([e.Error], _errors);
            return new ScriptOutcome(file, ScriptStatus.Malformed) { Line = e.Error.Line, Message = e.Error.ToString() };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            var trouble = FileTrouble.Of(e, file);
            _errors.MarkupLineInterpolated($"[red]error[/]: {file}: {trouble}");
            return new ScriptOutcome(file, ScriptStatus.Malformed) { Message = trouble };
        }
#pragma warning disable CA1031 // A defect that one script meets must not hide what the others say; the exit code tells of it.
        catch (Exception e)
#pragma warning restore CA1031
        {
            _errors.MarkupLineInterpolated($"[red]internal error[/]: {file}: this is a defect of mpsim");
            _errors.WriteLine(e.ToString());
            return new ScriptOutcome(file, ScriptStatus.Crashed) { Message = $"internal error: {e.Message}" };
        }
    }

    private static IEnumerable<string> Expand(string name) =>
        Directory.Exists(name) ? Directory.EnumerateFiles(name, "*.pkt", SearchOption.AllDirectories).Order(StringComparer.Ordinal) : [name];
}
