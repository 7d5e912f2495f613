using Mpsim.Results;

namespace Mpsim.Charts;

/// <summary>
/// Several series of one run on common intervals, as needed to stack or add them. A series without a sample in an interval
/// counts as zero there (a subflow that had not yet joined). Runs longer than a picture has room for are averaged
/// over several intervals, which keeps the areas true.
/// </summary>
public sealed class TimeGrid
{
    /// <summary>More steps than this would be thinner than two pixels.</summary>
    public const int MostSteps = 400;

    private TimeGrid(double[] ends, double[][] values)
    {
        Ends = ends;
        Values = values;
    }

    /// <summary>Ends of the intervals in seconds; the first one starts at <see cref="Start"/>.</summary>
    public double[] Ends { get; }

    /// <summary>One row per series.</summary>
    public double[][] Values { get; }

    public double Start => Ends.Length < 2 ? 0 : Math.Max(0, Ends[0] - (Ends[1] - Ends[0]));

    /// <param name="samples">The samples of a run.</param>
    /// <param name="series">Some of its series.</param>
    /// <param name="most">The most steps.</param>
    public static TimeGrid Of(SampleTable samples, IReadOnlyList<SampleSeries> series, int most = MostSteps)
    {
        (double[] Seconds, double[] Values)[] raw = samples.Read(series);
        double[] ends = raw.SelectMany(one => one.Seconds).Distinct().Order().ToArray();
        int perStep = (ends.Length + most - 1) / most;
        if (perStep <= 1)
            return new TimeGrid(ends, raw.Select(one => Align(one, ends)).ToArray());

        double[] merged = Enumerable.Range(0, ends.Length / perStep).Select(step => ends[(step + 1) * perStep - 1]).ToArray();
        return new TimeGrid(merged, raw.Select(one => Average(Align(one, ends), perStep)).ToArray());
    }

    /// <summary>The sum of all rows in each interval.</summary>
    public double[] Total()
    {
        double[] total = new double[Ends.Length];
        foreach (double[] row in Values)
        {
            for (int i = 0; i < total.Length; i++)
                total[i] += row[i];
        }

        return total;
    }

    /// <summary>The same figures at the same times, so that a picture of the one is a picture of the other.</summary>
    public bool IsSameAs(TimeGrid other) =>
        Ends.AsSpan().SequenceEqual(other.Ends) && Values.Length == other.Values.Length && Values.Zip(other.Values).All(pair => pair.First.AsSpan().SequenceEqual(pair.Second));

    /// <summary>The outline of steps: every value holds from the end of the interval before to its own.</summary>
    public (double[] Seconds, double[] Outline) Steps(double[] values)
    {
        double[] seconds = new double[Ends.Length * 2], outline = new double[Ends.Length * 2];
        double from = Start;
        for (int i = 0; i < Ends.Length; i++)
        {
            (seconds[2 * i], seconds[2 * i + 1]) = (from, Ends[i]);
            outline[2 * i] = outline[2 * i + 1] = values[i];
            from = Ends[i];
        }

        return (seconds, outline);
    }

    private static double[] Align((double[] Seconds, double[] Values) series, double[] ends)
    {
        double[] aligned = new double[ends.Length];
        int next = 0;
        for (int i = 0; i < series.Seconds.Length; i++)
        {
            while (ends[next] < series.Seconds[i])
                next++;
            aligned[next] += series.Values[i];
        }

        return aligned;
    }

    private static double[] Average(double[] values, int perStep) =>
        Enumerable.Range(0, values.Length / perStep)
            .Select(step => values.AsSpan(step * perStep, perStep).ToArray().Average())
            .ToArray();
}
