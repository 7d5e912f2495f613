namespace Mpsim.Sim.Tests.Captures;

/// <summary>Runs of octets in any order, to see how far they go without a gap.</summary>
internal sealed class OctetRuns
{
    private readonly List<(long Start, long End)> _runs = [];
    private bool _isSorted = true;

    public void Add(long start, long end)
    {
        _runs.Add((start, end));
        _isSorted = false;
    }

    /// <summary>Where the octets from <paramref name="start"/> on end, or have the first gap.</summary>
    public long EndFrom(long start)
    {
        if (!_isSorted)
        {
            _runs.Sort();
            _isSorted = true;
        }

        var end = start;
        foreach (var run in _runs)
        {
            if (run.Start > end)
            {
                break;
            }

            end = Math.Max(end, run.End);
        }

        return end;
    }

    /// <summary>The last octet of all.</summary>
    public long Highest => _runs.Count == 0 ? 0 : _runs.Max(run => run.End);
}
