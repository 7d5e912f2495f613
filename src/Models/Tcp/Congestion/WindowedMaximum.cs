namespace Mpsim.Models.Tcp.Congestion;

/// <summary>The largest value of the last rounds, in constant memory: the mirror image of <see cref="WindowedMinimum"/>, over counts of rounds.</summary>
internal struct WindowedMaximum
{
    private Entry _first;
    private Entry _second;
    private Entry _third;

    public readonly double Value => _first.Value;

    public void Add(double sample, long round, long window)
    {
        var entry = new Entry(sample, round);
        if (entry.Value >= _first.Value || round - _third.Round > window)
        {
            _first = _second = _third = entry;
            return;
        }

        if (entry.Value >= _second.Value)
        {
            _second = _third = entry;
        }
        else if (entry.Value >= _third.Value)
        {
            _third = entry;
        }

        Age(entry, window);
    }

    private void Age(in Entry entry, long window)
    {
        var age = entry.Round - _first.Round;
        if (age > window)
        {
            // The best has left the window, and the second may have left with it.
            _first = _second;
            _second = _third;
            _third = entry;
            if (entry.Round - _first.Round > window)
            {
                _first = _second;
                _second = _third;
            }
        }
        else if (_second.Round == _first.Round && age > window / 4)
        {
            _second = _third = entry;
        }
        else if (_third.Round == _second.Round && age > window / 2)
        {
            _third = entry;
        }
    }

    private readonly record struct Entry(double Value, long Round);
}
