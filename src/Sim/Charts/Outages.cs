using Mpsim.Results;
using ScottPlot;
using ScottPlot.Plottables;

namespace Mpsim.Charts;

/// <summary>The outages of a run, drawn as grey bands that carry the name of the link or proxy.</summary>
public static class Outages
{
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

    /// <summary>Draws the bands behind everything that is drawn later; the names stand at <paramref name="top"/> in data units.</summary>
    public static void Draw(ChartPage page, Plot plot, RunResult run, double top)
    {
        foreach (LoggedEvent logged in run.Events.Where(logged => logged.Kind == EventKinds.AddressChanged))
        {
            VerticalLine line = plot.Add.VerticalLine(logged.Time.Seconds, 1.5f, Palette.Capacity, LinePattern.Dashed);
            Text change = plot.Add.Text("address changes", line.X, top);
            change.LabelStyle = ChartStyle.Text(12, bold: false, Alignment.UpperLeft, "address changes");
            (change.OffsetX, change.OffsetY) = (4, 3);
        }

        foreach ((string link, double from, double to) in Of(run))
        {
            HorizontalSpan band = plot.Add.HorizontalSpan(from, to);
            band.FillStyle.Color = Palette.Outage.WithAlpha(0.55);
            band.LineStyle.IsVisible = false;
            Text name = plot.Add.Text($"{link} down", (from + to) / 2, top);
            name.LabelStyle = ChartStyle.Text(12, bold: false, Alignment.UpperCenter, $"{link} down");
            name.OffsetY = 3;
            page.AddLegend(new LegendEntry("outage", Palette.Outage, LegendMark.Area));
        }
    }
}
