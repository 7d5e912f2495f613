using Mpsim.Output;
using Mpsim.Results;
using ScottPlot;

namespace Mpsim.Charts;

/// <summary>
/// Mode against placement of the proxy, where variants differ in both: a group of bars per template, a colour per mode, with 95 % confidence intervals over the
/// runs. What transfers without an end get, and how long it takes to be connected, of the flow with the most connections.
/// </summary>
public static class DeploymentChart
{
    private const int BarHeight = 20;

    /// <summary>Room between groups, in bars.</summary>
    private const double Gap = 0.9;

    /// <summary>Further flows are left to the CSV.</summary>
    private const int MostPanels = 3;

    private const string NoProxy = "no network proxy";

    private static readonly LabelLook Look = LabelLook.Plain(12).OnWhite;

    private static readonly (string Mode, Color Color)[] Colors =
    [
        ("take-over", Palette.OfVariant(0)), ("transparent", Palette.OfVariant(3)), ("hybrid", Palette.OfVariant(2)), (NoProxy, Palette.Light),
    ];

    private static readonly Color[] OtherColors = [Palette.OfVariant(1), Palette.OfVariant(4), Palette.OfVariant(7)];

    public static IEnumerable<ChartPage> Pages(ScenarioResult result)
    {
        Deployment[] deployments = [.. result.Facts.Variants.Select(Of).OfType<Deployment>()];
        string[] places = [.. deployments.Select(each => each.Place).Distinct()];
        string[] modes = [.. deployments.Select(each => each.Mode).Distinct()];
        bool isTable = deployments.DistinctBy(each => (each.Place, each.Mode)).Count() == deployments.Length;
        IReadOnlyList<FlowSummary> summaries = FlowSummary.Of(result);
        if (places.Length < 2 || modes.Length < 2 || !isTable || summaries.Count == 0)
            return [];

        int runs = summaries.Max(summary => summary.Runs.Count);
        string what = runs > 1 ? $"mean of {runs} runs with 95 % confidence intervals" : "one run";
        var page = new ChartPage("deployment", result.Facts.Name, $"mode of the proxy (colour) and its placement (group): {what}");
        string[] endless = [.. result.FlowNames().Where(flow => summaries.Where(row => row.Flow == flow).All(row => row.Runs.All(run => run.CompletionTime is null)))];
        foreach (string flow in endless.Take(MostPanels))
            AddPanel(page, deployments, places, modes, Rows(summaries, flow), SummaryMetric.Goodput, $"Goodput of {flow}: more is better", "Goodput (Mbit/s)");
        if (summaries.GroupBy(row => row.Flow).MaxBy(rows => rows.Sum(row => row.Runs.Sum(run => run.ConnectionsCompleted)))?.Key is { } opened)
            AddPanel(page, deployments, places, modes, Rows(summaries, opened), SummaryMetric.HandshakeTime, $"Time until connected, {opened}: less is better", "Handshake (ms)");
        return page.PanelCount > 0 ? [page] : [];
    }

    /// <summary>Where the proxy stands and what it does, from the parameters of a variant; null for one without a template. A CPE is part of its place.</summary>
    private static Deployment? Of(VariantFacts variant)
    {
        Dictionary<string, string> parameters = new(variant.Parameters);
        if (!parameters.TryGetValue("template", out string? place))
            return null;
        string[] modes = [.. variant.Parameters
            .Where(each => each.Key.StartsWith("nodes.", StringComparison.Ordinal) && each.Key.EndsWith(".mode", StringComparison.Ordinal) && each.Key.Split('.').Length == 3)
            .Select(each => each.Value).Where(mode => mode != "cpe").Distinct()];
        return new Deployment(variant.Name, place, modes.Length == 0 ? NoProxy : string.Join(" and ", modes));
    }

    private static Dictionary<string, FlowSummary> Rows(IReadOnlyList<FlowSummary> summaries, string flow) =>
        summaries.Where(summary => summary.Flow == flow).ToDictionary(summary => summary.Variant);

    private static void AddPanel(
        ChartPage page, Deployment[] deployments, string[] places, string[] modes, Dictionary<string, FlowSummary> rows, SummaryMetric metric, string title, string axis)
    {
        var bars = new List<(double Place, ConfidenceInterval Figure, string Mode)>();
        var groups = new List<(string Name, double Place)>();
        double height = 0;
        foreach (string place in places)
        {
            double top = height;
            foreach (string mode in modes)
            {
                Deployment? deployment = Array.Find(deployments, each => each.Place == place && each.Mode == mode);
                if (deployment is not null && rows.TryGetValue(deployment.Variant, out FlowSummary? row) && row.Interval(metric) is { } figure)
                    bars.Add((-height++, figure, mode));
            }

            groups.Add((place, -(top + height - 1) / 2));
            height += Gap;
        }

        if (bars.Count == 0 || bars.Max(bar => bar.Figure.High) <= 0)
            return;
        Panel panel = Panel.Titled(Bars.Frame(places, (float)(BarHeight * height)), title, axis, "");
        Func<double, string> alike = LikeFigures.Of(bars.Select(bar => bar.Figure.Mean));
        string Text(ConfidenceInterval figure) => figure.IsExact ? alike(figure.Mean) : IntervalText.Of(figure);
        panel.SetLimits(0, Bars.End(panel, bars.Select(bar => (Text(bar.Figure), Look, bar.Figure.High))), -(height - Gap - 1) - 0.8, 0.8);
        panel.NameRows(groups);
        foreach ((double place, ConfidenceInterval figure, string mode) in bars)
        {
            page.AddLegend(new LegendEntry(mode, ColorOf(mode, modes), LegendMark.Area));
            Bars.Add(panel, place, 0, figure.Mean, 0.86, ColorOf(mode, modes));

            // A figure that chance has no part in is the same in all runs.
            if (!figure.IsExact)
                Bars.AddInterval(panel, place, figure.Low, figure.High, 0.22);
            Bars.AddFigure(panel, Text(figure), Look, figure.High, place);
        }

        page.AddPanel(panel);
    }

    private static Color ColorOf(string mode, string[] modes)
    {
        int known = Array.FindIndex(Colors, each => each.Mode == mode);
        string[] others = [.. modes.Where(each => !Colors.Any(own => own.Mode == each))];
        return known >= 0 ? Colors[known].Color : OtherColors[Array.IndexOf(others, mode) % OtherColors.Length];
    }

    private sealed record Deployment(string Variant, string Place, string Mode);
}
