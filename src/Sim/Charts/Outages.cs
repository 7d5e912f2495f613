using Mpsim.Results;
using ScottPlot;
using ScottPlot.Plottables;

namespace Mpsim.Charts;

/// <summary>What disturbed a run, drawn behind its data: outages and attacks as bands and changes of addresses as lines, each with its name.</summary>
public static class Outages
{
    private const float NameSize = 12;

    /// <summary>Names that would stand in each other's way go lower, so many lines at most; further ones are left out.</summary>
    private const int MostLines = 3;

    private const float LineHeight = 17;

    /// <summary>Pairs of down and up; an outage that nothing ends lasts until the end of the run.</summary>
    public static IReadOnlyList<(string Link, double From, double To)> Of(RunResult run)
    {
        var spans = new List<(string, double, double)>();
        var open = new List<(string Link, double From)>();
        foreach (LoggedEvent logged in run.Events)
        {
            int started = open.FindIndex(outage => outage.Link == logged.Entity);
            if (logged.Kind is EventKinds.LinkDown or EventKinds.ProxyCrash && started < 0)
            {
                open.Add((logged.Entity, logged.Time.Seconds));
            }
            else if (logged.Kind is EventKinds.LinkUp or EventKinds.ProxyTakeover or EventKinds.ProxyUp && started >= 0)
            {
                spans.Add((logged.Entity, open[started].From, logged.Time.Seconds));
                open.RemoveAt(started);
            }
        }

        spans.AddRange(open.Select(outage => (outage.Link, outage.From, run.SimulatedTime.Seconds)));
        return spans;
    }

    /// <summary>The attacks of a run; one that nothing ends lasts until the end of the run.</summary>
    public static IReadOnlyList<(string Attack, double From, double To)> AttacksOf(RunResult run) =>
        [.. run.Events.Where(logged => logged.Kind == EventKinds.AttackBegins).Select(begin =>
        {
            LoggedEvent? end = run.Events.FirstOrDefault(logged => logged.Kind == EventKinds.AttackEnds && logged.Entity == begin.Entity && logged.Time >= begin.Time);
            return (begin.Entity, begin.Time.Seconds, end?.Time.Seconds ?? run.SimulatedTime.Seconds);
        })];

    /// <summary>Two runs were disturbed in the same way, so that a picture of the one may stand for the other.</summary>
    public static bool AreSame(RunResult run, RunResult other) =>
        Of(run).SequenceEqual(Of(other)) && AttacksOf(run).SequenceEqual(AttacksOf(other)) && Changes(run).SequenceEqual(Changes(other));

    /// <summary>Draws the bands behind everything that is drawn later; the limits of the panel must have been set.</summary>
    public static void Draw(ChartPage page, Panel panel, RunResult run)
    {
        foreach ((string attack, double from, double to) in AttacksOf(run))
        {
            DrawBand(panel, from, to, Palette.Attack);
            Name(panel, attack, from, to);
            page.AddLegend(new LegendEntry("attack", Palette.Attack, LegendMark.Area));
        }

        foreach ((string link, double from, double to) in Of(run))
        {
            DrawBand(panel, from, to, Palette.Outage.WithAlpha(0.55));
            Name(panel, $"{link} down", from, to);
            page.AddLegend(new LegendEntry("outage", Palette.Outage, LegendMark.Area));
        }

        foreach (double at in Changes(run))
        {
            panel.Plot.Add.VerticalLine(at, 1.5f, Palette.Capacity, LinePattern.Dashed);
            Name(panel, "address changes", at, at);
        }
    }

    private static double[] Changes(RunResult run) => [.. run.Events.Where(logged => logged.Kind == EventKinds.AddressChanged).Select(logged => logged.Time.Seconds)];

    private static void DrawBand(Panel panel, double from, double to, Color color)
    {
        HorizontalSpan band = panel.Plot.Add.HorizontalSpan(from, to);
        band.FillStyle.Color = color;
        band.LineStyle.IsVisible = false;
    }

    private static void Name(Panel panel, string name, double from, double to)
    {
        string text = TextFit.Shorten(name, NameSize, bold: false, panel.Data.Width / 2);
        double at = (from + to) / 2;

        // Within a wide band the name needs no ground of its own.
        LabelLook look = LabelLook.Plain(NameSize);
        if (panel.X(to) - panel.X(from) < Panel.BoxOf(text, look, 0, 0).Width)
            look = look.OnWhite;
        panel.TryLabel(text, look, [.. Enumerable.Range(0, MostLines).Select(line => Panel.BoxOf(text, look, panel.X(at), panel.Data.Top + LineHeight * (line + 0.5f)))]);
    }
}
