using System.Globalization;
using System.Threading;
using Mpsim.Output;
using Mpsim.Results;
using Mpsim.Running;
using Spectre.Console;

namespace Mpsim.Commands;

/// <summary>Shows how far the runs are: a bar that moves on a terminal, a line every few seconds elsewhere.</summary>
internal static class ProgressDisplay
{
    /// <summary>Leaves room for the figures beside it in 80 columns.</summary>
    private const int BarWidth = 12;

    private static readonly TimeSpan RefreshInterval = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LineInterval = TimeSpan.FromSeconds(10);

    /// <summary>Returns when all runs have ended.</summary>
    public static void Show(RunProgress progress, IAnsiConsole console, string title)
    {
        if (console.Profile.Out.IsTerminal && console.Profile.Capabilities.Interactive)
        {
            ShowBar(progress, console, title);
        }
        else
        {
            ShowLines(progress, console, title);
        }
    }

    /// <summary><c>simulated 12.5 of 40 s, 44 s/s, 1.2 M events/s, 3 s left</c></summary>
    internal static string Describe(RunProgress progress)
    {
        var done = NumberText.Readable(Math.Round(progress.SimulatedTime.Seconds, 1));
        var text = $"simulated {done} of {NumberText.Readable(progress.TotalTime.Seconds)} s, {Speeds(progress, progress.Elapsed)}";
        return progress.Remaining is { } remaining ? string.Create(CultureInfo.InvariantCulture, $"{text}, {Math.Ceiling(remaining.TotalSeconds):0} s left") : text;
    }

    /// <summary><c>44 s/s, 1.2 M events/s</c>: simulated seconds and events per second.</summary>
    internal static string Speeds(RunProgress progress, TimeSpan elapsed)
    {
        var seconds = Math.Max(elapsed.TotalSeconds, 1e-3);
        var events = progress.Events / seconds;
        var rate = events < 1e5 ? $"{events / 1e3:0.0} k" : $"{events / 1e6:0.0} M";
        return string.Create(CultureInfo.InvariantCulture, $"{NumberText.Readable(Math.Round(progress.SimulatedTime.Seconds / seconds, 1))} s/s, {rate} events/s");
    }

    internal static string Counted(int number, string noun) => number == 1 ? $"1 {noun}" : $"{number} {noun}s";

    private static void ShowBar(RunProgress progress, IAnsiConsole console, string title) => console
        .Progress()
        .AutoClear(true)
        .Columns(new ProgressBarColumn { Width = BarWidth }, new PercentageColumn(), new TaskDescriptionColumn { Alignment = Justify.Left })
        .Start(context =>
        {
            var task = context.AddTask(title.EscapeMarkup());
            while (progress.Finished < progress.Runs)
            {
                task.Value = progress.Fraction * task.MaxValue;
                task.Description = Describe(progress).EscapeMarkup();
                Thread.Sleep(RefreshInterval);
            }
        });

    private static void ShowLines(RunProgress progress, IAnsiConsole console, string title)
    {
        var next = LineInterval;
        while (progress.Finished < progress.Runs)
        {
            if (progress.Elapsed >= next)
            {
                console.WriteLine($"{title}: {progress.Finished} of {progress.Runs} runs, {Describe(progress)}");
                next = progress.Elapsed + LineInterval;
            }

            Thread.Sleep(progress.Elapsed < RefreshInterval ? TimeSpan.FromMilliseconds(1) : RefreshInterval / 10);
        }
    }
}
