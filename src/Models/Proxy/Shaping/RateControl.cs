using Mpsim.Models.Kernel;
using Mpsim.Models.Wire;

namespace Mpsim.Models.Proxy.Shaping;

/// <summary>Keeps sessions within the rates that limits by subscriber and application grant (draft-deng-mptcp-proxy-01, requirement f). Never enumerates what it keeps.</summary>
/// <param name="limits">In the order in which they are asked.</param>
/// <param name="scheduler">Scheduler of the proxy.</param>
internal sealed class RateControl(IReadOnlyList<SessionLimit> limits, Scheduler scheduler)
{
    /// <summary>Kept for good: who comes back does not find a full bucket.</summary>
    private readonly Dictionary<(int Limit, IpAddress Ue), (Shaper? Up, Shaper? Down)> _ofUe = [];

    private readonly ShapingCount[] _counts = [.. limits.Select(_ => new ShapingCount())];

    /// <summary>What the limit at a place in the list has done.</summary>
    public ShapingCount CountOf(int limit) => _counts[limit];

    /// <summary>Puts a session that begins under the limit that is about it, if one is.</summary>
    public void Shape(Relay relay, in Endpoint ue, in Endpoint server)
    {
        var index = SessionLimit.IndexFor(limits, ue, server);
        if (index < 0 || !limits[index].HasRate)
        {
            return;
        }

        var limit = limits[index];
        var count = _counts[index];
        count.OnSession();
        if (!_ofUe.TryGetValue((index, ue.Address), out var ofUe))
        {
            ofUe = Make(limit, limit.RatePerUe, count);
            _ofUe.Add((index, ue.Address), ofUe);
        }

        var ofSession = Make(limit, limit.RatePerSession, count);
        relay.Shape(new RelayShaping(ofSession.Up, ofUe.Up), new RelayShaping(ofSession.Down, ofUe.Down), count);
    }

    private (Shaper? Up, Shaper? Down) Make(SessionLimit limit, DirectedRate rate, ShapingCount count) => (
        rate.Up is { } up ? new Shaper(scheduler, up, limit.Burst, count) : null,
        rate.Down is { } down ? new Shaper(scheduler, down, limit.Burst, count) : null);
}
