using System.CommandLine;
using Mpsim.Assembly;
using Mpsim.Captures;
using Mpsim.Files;
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
        catch (InvalidDataException e)
        {
            return Refuse(e.Message);
        }
        catch (UnwritableException e)
        {
            Refuse($"{_svg.Name}: {e.Message}");
            return ExitCode.Unwritable;
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
        if (window.From > window.Until)
        {
            return Refuse($"--until {InstantText(window.Until)} is before --from {InstantText(window.From)}");
        }

        var capture = ReadCapture(file);
        var ladder = Ladder.Of(capture, node, PortOf(index), window);
        if (ladder.Steps.Count == 0)
        {
            var seen = flows.Index().Where(each => Ladder.Of(capture, node, PortOf(each.Index), window with { Count = 1, From = Instant.Zero, Until = Instant.Never }).Span is not null);
            return Refuse(NothingToShow(ladder, file, flow, [.. seen.Select(each => each.Item.Flow)], results.Variants));
        }

        Print(ladder, $"{flow}, {variant}, run {run}, seen by {node}", result.GetValue(_svg) ?? OwnedFiles.PictureOf(file, flow));
        return ExitCode.Success;
    }

    private static ushort PortOf(int flow) => (ushort)(FlowAssembly.FirstPort + flow);

    private static string InstantText(Instant time) => Forms.Instant.Write(time);

    private static PcapngReader ReadCapture(string file)
    {
        try
        {
            return PcapngReader.Read(File.ReadAllBytes(file));
        }
        catch (InvalidDataException e)
        {
            throw new InvalidDataException($"{file}: {e.Message}; expected a whole capture of mpsim", e);
        }
        catch (Exception e) when (FileTrouble.IsOfSystem(e))
        {
            throw new InvalidDataException($"{file}: {FileTrouble.Of(e, file)}", e);
        }
    }

    /// <summary>Why nothing is left to show, and what there is instead.</summary>
    private static string NothingToShow(Ladder ladder, string file, string flow, IReadOnlyList<string> seen, IReadOnlyList<string> variants) => ladder.Span is var (first, last)
        ? $"{file}: no packet of '{flow}' lies within --from and --until; its packets are from {InstantText(first)} to {InstantText(last)}"
        : $"{file}: there is no packet of '{flow}'; flows with packets here: {(seen.Count > 0 ? string.Join(", ", seen) : "none")}; variants: {string.Join(", ", variants)}";

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
        Refuse(known.Count == 0 ? $"the results have no {what}" : $"there is no {what} '{chosen}'; there is {string.Join(", ", known)}{guess}");
        return false;
    }

    private int Refuse(string message)
    {
        _errors.MarkupLineInterpolated($"[red]error[/]: {message}");
        return ExitCode.BadInput;
    }
}
