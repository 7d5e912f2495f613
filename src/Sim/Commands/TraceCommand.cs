using System.CommandLine;
using Mpsim.Files;
using Mpsim.Models.Units;
using Mpsim.Scenarios.Keys;
using Mpsim.Scenarios.Values;
using Mpsim.Traces;
using Spectre.Console;

namespace Mpsim.Commands;

/// <summary><c>mpsim trace RUN --flow F</c>: the packets of a flow in words; <c>mpsim trace synth KIND</c>: makes traces that look like radio links.</summary>
internal sealed class TraceCommand : Command
{
    private readonly Argument<string> _kind = new("KIND") { Description = "lte: packet opportunities by the millisecond; nr: a rate per second as CSV; walk: the rate of a WLAN that one walks out of and back into, as CSV." };
    private readonly Option<ulong?> _seed = FormOption.Create("--seed", "number", "Another seed gives another trace.", new SeedForm());
    private readonly Option<Duration?> _duration = FormOption.Create("--duration", "time", "Length of the trace, such as '120 s'.", new DurationForm(Duration.FromSeconds(1), Forms.LongestRun));
    private readonly Option<DataRate?> _rate = FormOption.Create("--rate", "rate", "Mean rate, such as '20 Mbit/s'.", new RateForm());
    private readonly Option<string?> _out = new("--out") { HelpName = "file", Description = "File to write; standard output by default." };

    private readonly IAnsiConsole _output;
    private readonly IAnsiConsole _errors;

    public TraceCommand(IAnsiConsole output, IAnsiConsole errors)
        : base("trace", "Show the packets of a flow in words, from a run's captures; or make traces of link rates.")
    {
        _output = output;
        _errors = errors;
        _kind.AcceptOnlyFromAmong([.. Enum.GetNames<TraceKind>().Select(name => name.ToLowerInvariant())]);
        var synth = new Command("synth", "Make a synthetic trace; the same arguments give the same trace.") { _kind, _seed, _duration, _rate, _out };
        synth.SetAction(Synthesise);
        Subcommands.Add(synth);
        _ = new LadderCommand(this, output, errors);
    }

    private int Synthesise(ParseResult result)
    {
        var kind = Enum.Parse<TraceKind>(result.GetRequiredValue(_kind), ignoreCase: true);
        var seed = result.GetValue(_seed) ?? 1;
        var duration = result.GetValue(_duration) ?? Duration.FromSeconds(120);
        var rate = result.GetValue(_rate) ?? new DataRate(kind switch { TraceKind.Lte => 20_000_000, TraceKind.Walk => 40_000_000, _ => 200_000_000 });
        if (result.GetValue(_out) is not { } file)
        {
            TraceSynthesis.Write(kind, seed, duration, rate, _output.Profile.Out.Writer);
            return ExitCode.Success;
        }

        try
        {
            WholeFile.Write(file, stream =>
            {
                using var writer = new StreamWriter(stream, leaveOpen: true);
                TraceSynthesis.Write(kind, seed, duration, rate, writer);
            });
        }
        catch (UnwritableException e)
        {
            _errors.MarkupLineInterpolated($"[red]error[/]: {_out.Name}: {e.Message}");
            return ExitCode.Unwritable;
        }

        _output.WriteLine($"wrote {file}");
        return ExitCode.Success;
    }
}
