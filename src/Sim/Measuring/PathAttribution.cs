using Mpsim.Models.Hosts;

namespace Mpsim.Measuring;

/// <summary>
/// Says by which paths the bytes came that the application got. What a path brought in an interval counts as delivered in it, as
/// far as so much was delivered; what was delivered beyond that had waited for a gap to close, and is shared among the paths that
/// brought what waited. So the parts add up to the goodput, and a stalled stream shows as a stall.
/// </summary>
internal sealed class PathAttribution(FlowTrace flow)
{
    private readonly long[] _arrived = new long[flow.Paths.Count];
    private readonly double[] _waiting = new double[flow.Paths.Count];
    private readonly double[] _parts = new double[flow.Paths.Count];

    /// <summary>Bytes of each path among those that were delivered since the last call; valid until the next.</summary>
    public IReadOnlyList<double> Attribute(long delivered)
    {
        Array.Clear(_arrived);
        foreach (var chain in flow.Chains)
        {
            if (flow.Receiver(chain) is { } receiver)
            {
                CountArrivals(receiver, chain.Arrivals);
            }
        }

        double arrived = _arrived.Sum();
        var fresh = Math.Min(delivered, arrived);
        var rest = delivered - fresh;
        var waiting = _waiting.Sum();
        for (var path = 0; path < _parts.Length; path++)
        {
            var part = arrived > 0 ? fresh * _arrived[path] / arrived : 0;
            var late = rest <= 0 ? 0 : waiting > 0 ? rest * _waiting[path] / waiting : rest / _parts.Length;
            _parts[path] = part + late;
            _waiting[path] = Math.Max(0, _waiting[path] + _arrived[path] - part - late);
        }

        return _parts;
    }

    private void CountArrivals(ProtocolSocket receiver, List<PathArrivals> counted)
    {
        for (var i = 0; i < receiver.Paths.Count; i++)
        {
            var socketPath = receiver.Paths[i];
            if (i == counted.Count)
            {
                counted.Add(new PathArrivals());
            }

            var bytes = counted[i].Count(socketPath);
            var path = flow.PathOf(socketPath);
            if (path >= 0)
            {
                _arrived[path] += bytes;
            }
        }
    }
}
