using System.Globalization;
using System.Text.RegularExpressions;
using Mpsim.Results;
using Mpsim.Running;

namespace Mpsim.Validation;

/// <summary>A figure of real hosts beside that of the model.</summary>
/// <param name="Measured">What was measured.</param>
/// <param name="Simulated">The same figure of the model in the same unit; null when the model has none.</param>
public sealed partial record ValidatedFigure(Measurement Measured, double? Simulated)
{
    /// <summary>Goodput may differ by this part of the median.</summary>
    private const double GoodputGate = 0.05;

    /// <summary>Shares may differ by this.</summary>
    private const double ShareGate = 0.05;

    /// <summary>Completion times may differ by this part of the median.</summary>
    private const double CompletionGate = 0.10;

    /// <summary>The longest gap may differ by this part of the median where a path fails; it hangs on when timers happen to fire.</summary>
    private const double OutageGapGate = 0.20;

    /// <summary>The row with an outage.</summary>
    private const string OutageRow = "S7";

    /// <summary>How far the model may be from the median, in percent or points; null when the figure is only reported.</summary>
    public double? Gate => Measured.Metric switch
    {
        "goodput" => GoodputGate * 100,
        "share of path A" => ShareGate * 100,
        "completion time" => CompletionGate * 100,
        "longest delivery gap" when Measured.Row == OutageRow => OutageGapGate * 100,
        _ => null,
    };

    /// <summary>Difference to the median: in points for ratios, in percent for others.</summary>
    public double? Error => Simulated is not { } value ? null
        : Measured.Unit == "ratio" ? (value - Measured.Median) * 100
        : (value - Measured.Median) / Measured.Median * 100;

    public string ErrorUnit => Measured.Unit == "ratio" ? "points" : "%";

    /// <summary>Within the gate; null where there is none.</summary>
    public bool? Passes => Gate is not { } gate ? null : Error is { } error && Math.Abs(error) <= gate;

    /// <summary>The variant of the scenario that models a measurement: that of the congestion control, or of the size of the reply.</summary>
    public static string VariantOf(Measurement measured) =>
        ReplySize().Match(measured.Work) is { Success: true } reply ? $"{reply.Groups[1].Value} B" : measured.CongestionControl;

    /// <summary>The figure of a run that stands for a measurement.</summary>
    public static double? Of(Measurement measured, RunResult run)
    {
        var flow = run.Flows[0];
        return measured.Metric switch
        {
            "goodput" => flow.GoodputMbps,
            "goodput after 5 s" => MeanGoodputAfter(run, flow.Flow, 5),
            "share of path A" => flow.ShareOf("a"),
            "longest delivery gap" => flow.LongestGap.Milliseconds,
            "connect time" => flow.HandshakeTime?.Milliseconds,
            "completion time" => flow.CompletionTime?.Milliseconds,
            _ => null,
        };
    }

    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Measured.Row}, {VariantOf(Measured)}, {Measured.Metric}: {Simulated:0.####} for {Measured.Median:0.####} {Measured.Unit}");

    private static double? MeanGoodputAfter(RunResult run, string flow, double seconds)
    {
        var series = run.Samples.WithMetric(SampleMetrics.Goodput).FirstOrDefault(one => one.Entity == EntityNames.Flow(flow));
        if (series is null)
        {
            return null;
        }

        var (times, values) = run.Samples.Read(series);
        var late = values.Where((_, index) => times[index] > seconds + 1e-9).ToArray();
        return late.Length == 0 ? null : late.Average();
    }

    [GeneratedRegex("reply of ([0-9]+) bytes", RegexOptions.CultureInvariant)]
    private static partial Regex ReplySize();
}
