using System.Globalization;
using Mpsim.Output;

namespace Mpsim.Validation;

/// <summary>Writes the page that holds the model against real hosts.</summary>
public static class ValidationPage
{
    public static void Write(TextWriter writer, IReadOnlyList<ValidatedFigure> figures, string command)
    {
        writer.NewLine = "\n";
        var gated = figures.Where(figure => figure.Gate is not null).ToArray();
        writer.WriteLine($"""
            # Validation against Linux

            Each row was measured on Linux 6.18 in network namespaces, over links that keep rate, delay and queue exactly, and simulated by the
            scenario of the same name under `scenarios/validation/`. Both ends tune their buffers up to 64 MiB; packets are of 1,500 bytes; there is
            no other traffic. The measured figures are medians with minimum and maximum over the repetitions (`tests/Validation/linux.csv`); the
            model has no noise, so it runs once. This page is made by

                {command}

            **{gated.Count(figure => figure.Passes == true)} of {gated.Length} gated figures are within their gates**: goodput within 5 % of the median, the share of path A within 5 points,
            completion times within 15 %. The other figures, and all of S7, are reported without a gate.

            """);
        foreach (var row in figures.GroupBy(figure => figure.Measured.Row))
        {
            writer.WriteLine($"## {row.Key}: {row.First().Measured.SetUp}");
            writer.WriteLine();
            writer.WriteLine("| variant | figure | unit | Linux: median (minimum to maximum) | simulated | difference | verdict |");
            writer.WriteLine("| --- | --- | --- | ---: | ---: | ---: | --- |");
            foreach (var figure in row)
            {
                writer.WriteLine(Line(figure));
            }

            writer.WriteLine();
        }

        writer.WriteLine("""
            ## Reading it

            - Plain TCP follows Linux closely because congestion control, RACK-TLP, PRR and HyStart follow its code, in whole segments and with its constants.
            - The packet scheduler differs. Linux gives bursts of up to 64 KB to the subflow that will have sent what it has soonest; the model gives each
              segment to the subflow with the smallest smoothed round-trip time whose window is open. Both fill all windows in a bulk transfer, so shares
              agree; they differ in how far data arrive out of order, which the longest gaps and short transfers show.
            - Connect times are shorter by 0.2 to 0.4 ms, which is the scheduling delay of the emulated links.
            """);
    }

    private static string Line(ValidatedFigure figure)
    {
        var measured = figure.Measured;
        var verdict = figure.Passes switch
        {
            true => "within",
            false => "**beyond**",
            null => "reported",
        };
        var error = figure.Error is { } value
            ? string.Create(CultureInfo.InvariantCulture, $"{value:+0.0;−0.0;0.0} {figure.ErrorUnit}")
            : "";
        string[] cells =
        [
            ValidatedFigure.VariantOf(measured), measured.Metric, measured.Unit,
            $"{Figure(measured.Median)} ({Figure(measured.Minimum)} to {Figure(measured.Maximum)})",
            figure.Simulated is { } simulated ? Figure(simulated) : "none", error, verdict,
        ];
        return $"| {string.Join(" | ", cells)} |";
    }

    private static string Figure(double value) => NumberText.Readable(value);
}
