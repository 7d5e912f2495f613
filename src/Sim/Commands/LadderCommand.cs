using System.CommandLine;
using System.Text.Json;
using Mpsim.Assembly;
using Mpsim.Captures;
using Mpsim.Models.Units;
using Mpsim.Output;
using Mpsim.Scenarios.Errors;
using Mpsim.Scenarios.Keys;
using Mpsim.Scenarios.Values;
using Spectre.Console;

namespace Mpsim.Commands;

/// <summary><c>mpsim trace RUN --flow F</c>: prints the packet ladder of a flow, with options in words, and draws it.</summary>
internal sealed class LadderCommand
{
    private const int UsualCount = 60;

    private readonly Argument<string?> _run = new("RUN") { Description = "A folder of results with captures.", Arity = ArgumentArity.ZeroOrOne };
    private readonly Option<string?> _flow = new("--flow") { HelpName = "name", Description = "The flow; may be left out where there is one only." };
    private readonly Option<string?> _variant = new("--variant") { HelpName = "name", Description = "The variant; by default the first." };
    private readonly Option<int?> _number = FormOption.Create("--run", "number", "The replication, counted from 1.", new IntegerForm(1, 10_000));
    private readonly Option<string?> _node = new("--node") { HelpName = "name", Description = "The node whose capture is read; by default the one that opens the flow." };
    private readonly Option<int?> _count = FormOption.Create("--count", "number", $"Most packets to show; by default {UsualCount}.", new IntegerForm(1, 100_000));
    private readonly Option<Instant?> _from = FormOption.Create("--from", "time", "Show packets from this time on, such as '200 ms'.", Forms.Instant);
    private readonly Option<Instant?> _until = FormOption.Create("--until", "time", "Show packets up to this time.", Forms.Instant);
    private readonly Option<string?> _svg = new("--svg") { HelpName = "file", Description = "Where to draw; by default beside the capture." };

    private readonly IAnsiConsole _output;
    private readonly IAnsiConsole _errors;

    public LadderCommand(Command trace, IAnsiConsole output, IAnsiConsole errors)
    {
        _output = output;
        _errors = errors;
        trace.Arguments.Add(_run);
        foreach (var option in new Option[] { _flow, _variant, _number, _node, _count, _from, _until, _svg })
        {
            trace.Options.Add(option);
        }

        trace.SetAction(Show);
    }

    private int Show(ParseResult result)
    {
        if (result.GetValue(_run) is not { } folder)
        {
            return Refuse("name a folder of results, as in: mpsim trace results/quickstart/… --flow download");
        }

        try
        {
            return Show(result, folder, CapturedResults.Read(folder));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException or InvalidDataException or InvalidOperationException or KeyNotFoundException)
        {
            return Refuse($"{folder}: {e.Message}");
        }
    }

    private int Show(ParseResult result, string folder, CapturedResults results)
    {
        if (!TryChoose("variant", result.GetValue(_variant), results.Variants, out var variant))
        {
            return ExitCode.BadInput;
        }

        var flows = results.Flows(variant);
        if (!TryChoose("flow", result.GetValue(_flow), [.. flows.Select(each => each.Flow)], out var flow))
        {
            return ExitCode.BadInput;
        }

        var run = result.GetValue(_number) ?? 1;
        if (!results.Runs(variant).Contains(run))
        {
            return Refuse($"{variant} has no run {run}; it has {string.Join(", ", results.Runs(variant))}");
        }

        var captures = CaptureFolder.Of(folder, results.Variants, variant, run);
        string[] nodes = Directory.Exists(captures) ? [.. Directory.GetFiles(captures, RunCapture.FileOf("*")).Select(Path.GetFileNameWithoutExtension).OfType<string>().Order(StringComparer.Ordinal)] : [];
        if (nodes.Length == 0)
        {
            return Refuse($"{captures}: there is no capture; run the scenario with --capture all");
        }

        var (index, (_, opener)) = flows.Index().First(each => each.Item.Flow == flow);
        if (!TryChoose("capture of a node", result.GetValue(_node) ?? (nodes.Contains(opener) ? opener : null), nodes, out var node))
        {
            return ExitCode.BadInput;
        }

        var file = Path.Combine(captures, RunCapture.FileOf(node));
        var window = new LadderWindow(result.GetValue(_count) ?? UsualCount, result.GetValue(_from) ?? Instant.Zero, result.GetValue(_until) ?? Instant.Never);
        var ladder = Ladder.Of(PcapngReader.Read(File.ReadAllBytes(file)), node, (ushort)(FlowAssembly.FirstPort + index), window);
        Print(ladder, $"{flow}, {variant}, run {run}, seen by {node}", result.GetValue(_svg) ?? Path.Combine(captures, $"{node}-{flow}.svg"));
        return ExitCode.Success;
    }

    private void Print(Ladder ladder, string title, string svg)
    {
        var writer = _output.Profile.Out.Writer;
        writer.WriteLine(title);
        LadderText.Write(ladder, writer);
        if (ladder.Omitted > 0)
        {
            writer.WriteLine($"… and {ladder.Omitted} packets more; see --count, --from and --until");
        }

        WholeFile.Write(svg, stream =>
        {
            using var drawing = new StreamWriter(stream, leaveOpen: true) { NewLine = "\n" };
            LadderSvg.Write(ladder, title, drawing);
        });
        writer.WriteLine($"drawn: {svg}");
    }

    /// <summary>The name that was asked for, or the first where none was; tells when there is no such.</summary>
    private bool TryChoose(string what, string? asked, IReadOnlyList<string> known, out string chosen)
    {
        chosen = asked ?? (known.Count > 0 ? known[0] : "");
        if (known.Contains(chosen))
        {
            return true;
        }

        var guess = NearestName.Find(chosen, known) is { } nearest ? $"; did you mean '{nearest}'?" : "";
        Refuse($"there is no {what} '{chosen}'; there is {string.Join(", ", known)}{guess}");
        return false;
    }

    private int Refuse(string message)
    {
        _errors.MarkupLineInterpolated($"[red]error[/]: {message}");
        return ExitCode.BadInput;
    }
}
