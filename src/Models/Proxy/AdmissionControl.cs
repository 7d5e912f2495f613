using Mpsim.Models.Wire;

namespace Mpsim.Models.Proxy;

/// <summary>
/// Grants sessions and subflows within limits by subscriber and application (draft-deng-mptcp-proxy-01, requirements f and i). Of the limits, the first that is
/// about a session holds for it. Never enumerates what it counts.
/// </summary>
/// <param name="limits">In the order in which they are asked.</param>
internal sealed class AdmissionControl(IReadOnlyList<SessionLimit> limits)
{
    private readonly Dictionary<(int Limit, IpAddress Ue), int> _ofUe = [];
    private readonly Dictionary<(int Limit, Endpoint Server), int> _ofServer = [];

    /// <summary>Some limit is about a number of sessions.</summary>
    public bool LimitsSessions { get; } = limits.Any(static limit => limit.SessionsPerUe is not null || limit.SessionsPerServer is not null);

    /// <returns>Why a further session is not granted; null when it is.</returns>
    public string? ReasonToRefuse(in Endpoint ue, in Endpoint server)
    {
        var index = IndexFor(ue, server);
        if (index < 0)
        {
            return null;
        }

        var limit = limits[index];
        return _ofUe.GetValueOrDefault((index, ue.Address)) >= limit.SessionsPerUe ? $"{limit.Name} grants a UE {limit.SessionsPerUe} sessions"
            : _ofServer.GetValueOrDefault((index, server)) >= limit.SessionsPerServer ? $"{limit.Name} grants {limit.SessionsPerServer} sessions to a server"
            : null;
    }

    public void OnBegun(in Endpoint ue, in Endpoint server) => Count(ue, server, 1);

    public void OnEnded(in Endpoint ue, in Endpoint server) => Count(ue, server, -1);

    /// <summary>A session that has as many subflows may not have another one.</summary>
    public bool RefusesSubflow(in Endpoint ue, in Endpoint server, int subflows) => IndexFor(ue, server) is >= 0 and var index && subflows >= limits[index].SubflowsPerSession;

    private int IndexFor(in Endpoint ue, in Endpoint server) => SessionLimit.IndexFor(limits, ue, server);

    private void Count(in Endpoint ue, in Endpoint server, int change)
    {
        var index = IndexFor(ue, server);
        if (index >= 0)
        {
            Add(_ofUe, (index, ue.Address), change);
            Add(_ofServer, (index, server), change);
        }
    }

    private static void Add<TKey>(Dictionary<TKey, int> counts, TKey key, int change)
        where TKey : notnull
    {
        var count = counts.GetValueOrDefault(key) + change;
        if (count == 0)
        {
            counts.Remove(key);
        }
        else
        {
            counts[key] = count;
        }
    }
}
