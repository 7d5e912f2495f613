using Mpsim.Models.Units;

namespace Mpsim.Results;

/// <summary>
/// The time series of a run as columns: 20 bytes a sample and no object for any of them, since a long run takes millions.
/// A series is announced once; its samples follow in order of time.
/// </summary>
public sealed class SampleTable
{
    private readonly List<SampleSeries> _series = [];
    private readonly Dictionary<(string Entity, string Metric), int> _numbers = [];
    private long[] _times = [];
    private int[] _owners = [];
    private double[] _values = [];

    public int Count { get; private set; }

    /// <summary>In the order of their announcement.</summary>
    public IReadOnlyList<SampleSeries> Series => _series;

    /// <summary>In the order in which they were added.</summary>
    public Sample this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)Count, nameof(index));
            SampleSeries series = _series[_owners[index]];
            return new Sample(new Instant(_times[index]), series.Entity, series.Metric, _values[index], series.Unit);
        }
    }

    /// <summary>Number of the series to pass to <see cref="Add"/>; a series that exists already keeps its number.</summary>
    public int Announce(string entity, string metric, string unit)
    {
        if (_numbers.TryGetValue((entity, metric), out int number))
            return number;

        number = _series.Count;
        _series.Add(new SampleSeries(number, entity, metric, unit));
        _numbers.Add((entity, metric), number);
        return number;
    }

    public void Add(Instant time, int series, double value)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)series, (uint)_series.Count, nameof(series));
        if (Count == _times.Length)
            Grow();

        _times[Count] = time.Nanoseconds;
        _owners[Count] = series;
        _values[Count] = value;
        Count++;
    }

    /// <summary>Times in seconds and values of one series; empty arrays when it has no samples.</summary>
    public (double[] Seconds, double[] Values) Read(SampleSeries series) => Read([series])[0];

    /// <summary>Times in seconds and values of several series in one pass, since a population of flows has thousands.</summary>
    public (double[] Seconds, double[] Values)[] Read(IReadOnlyList<SampleSeries> series)
    {
        int[] places = new int[_series.Count];
        Array.Fill(places, -1);
        for (int i = 0; i < series.Count; i++)
            places[series[i].Number] = i;
        var seconds = series.Select(_ => new List<double>()).ToArray();
        var values = series.Select(_ => new List<double>()).ToArray();
        for (int i = 0; i < Count; i++)
        {
            int place = places[_owners[i]];
            if (place < 0)
                continue;
            seconds[place].Add(_times[i] / 1e9);
            values[place].Add(_values[i]);
        }

        return seconds.Zip(values, (times, figures) => (times.ToArray(), figures.ToArray())).ToArray();
    }

    /// <summary>How many samples each series has, by its number.</summary>
    public int[] Counts()
    {
        int[] counts = new int[_series.Count];
        for (int i = 0; i < Count; i++)
            counts[_owners[i]]++;
        return counts;
    }

    /// <summary>The series of a metric, in the order of their announcement.</summary>
    public IEnumerable<SampleSeries> WithMetric(string metric) => _series.Where(series => series.Metric == metric);

    private void Grow()
    {
        int capacity = Math.Max(256, Count * 2);
        Array.Resize(ref _times, capacity);
        Array.Resize(ref _owners, capacity);
        Array.Resize(ref _values, capacity);
    }
}

/// <summary>One series of a <see cref="SampleTable"/>.</summary>
public sealed record SampleSeries(int Number, string Entity, string Metric, string Unit);
