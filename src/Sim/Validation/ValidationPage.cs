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
            completion times within 10 %, the longest gap of the outage row S7 within 20 %. The other figures are reported without a gate.

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
            - The hosts have the profile `linux-6.18`: its packet scheduler, its way of finding stale subflows and of sending again what hangs on them, and
              send buffers of its size. The memory that a sent segment takes beside its payload (`LinuxScheduler`) is the 896 octets of an empty socket buffer over
              three, the middle of the two to four segments that one holds. The gap of S7 hangs on it: 1,135 ms with 299 octets, 1,130 with 325, 994 with
              358, 914 with 448, which is two segments in each; 895 to 952 ms where the number follows from the pacing rate of each moment.
            - Gaps hang on what is in which send buffer when a path fails or a segment is lost. In S7 the checks of the data-level timer find path A stale
              while path B still empties its send buffer.
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
