using Mpsim.Models.Kernel;
using Mpsim.Models.Probes;
using Mpsim.Models.Units;
using Mpsim.Models.Wire;

namespace Mpsim.Models.Proxy.Selection;

/// <summary>
/// Chooses one of several proxies on the way of a session (draft-deng-mptcp-proxy-01, requirement j). The first proxy that the session's SYN meets asks; the
/// rules are looked at in their order, and the first that is about the session says how to choose. The others keep to what was chosen: all but that
/// one let the session pass. Without a rule that is about it the nearest has it, as where nothing is selected.
/// </summary>
public sealed class ProxySelection
{
    /// <summary>How long what was chosen waits for the SYN to reach the proxy: its repetitions take no longer, as with SYNs that pass.</summary>
    private static readonly Duration Memory = Duration.FromSeconds(130);

    private readonly Scheduler _scheduler;
    private readonly IReadOnlyList<SelectionRule> _rules;
    private readonly EventSink _events;
    private readonly Dictionary<(Endpoint Ue, Endpoint Server), (string Proxy, Instant At)> _chosen = [];

    /// <param name="scheduler">Scheduler of the run.</param>
    /// <param name="rules">In the order in which they are looked at.</param>
    /// <param name="events">Log of events.</param>
    public ProxySelection(Scheduler scheduler, IReadOnlyList<SelectionRule> rules, EventSink events) => (_scheduler, _rules, _events) = (scheduler, rules, events);

    /// <summary>The proxies on the way of a session from a proxy on, that one first; those that do not work are left out.</summary>
    public Func<string, Endpoint, Endpoint, IReadOnlyList<ProxyCandidate>> Candidates { get; set; } = static (_, _, _) => [];

    /// <summary>Sessions that were chosen for a proxy and whose SYN is under way to it.</summary>
    private readonly Dictionary<string, int> _underway = new(StringComparer.Ordinal);

    /// <summary>Sessions for which each proxy was chosen, in the order of their first.</summary>
    public List<(string Proxy, long Sessions)> Totals { get; } = [];

    /// <summary>The name of the proxy that is to have a session.</summary>
    /// <param name="asking">The proxy that its SYN has reached.</param>
    /// <param name="ue">The UE's end.</param>
    /// <param name="server">The server's end.</param>
    public string Choose(string asking, in Endpoint ue, in Endpoint server)
    {
        var now = _scheduler.Now;
        if (_chosen.TryGetValue((ue, server), out var before))
        {
            if (now - before.At < Memory)
            {
                return before.Proxy;
            }

            Forget(ue, server);
        }

        var (chosen, by) = Decide(asking, ue, server, now);
        _chosen[(ue, server)] = (chosen, now);
        _underway[chosen] = _underway.GetValueOrDefault(chosen) + 1;
        Count(chosen);
        if (_events.IsEnabled)
        {
            _events.Record(now, asking, "proxy-selected", $"{ue} - {server}: {chosen}, by {by}");
        }

        return chosen;
    }

    /// <summary>The chosen proxy has the SYN, and a later session of the same ends is chosen for anew.</summary>
    public void Forget(in Endpoint ue, in Endpoint server)
    {
        if (_chosen.Remove((ue, server), out var chosen))
        {
            _underway[chosen.Proxy]--;
        }
    }

    private (string Proxy, string By) Decide(string asking, in Endpoint ue, in Endpoint server, Instant now)
    {
        var candidates = Candidates(asking, ue, server);
        foreach (var rule in _rules)
        {
            if (rule.IsAbout(ue, server, now))
            {
                return (candidates.Count == 0 ? asking : candidates[Best(rule, candidates)].Proxy.Name, rule.Name);
            }
        }

        return (asking, "no rule");
    }

    private int Best(SelectionRule rule, IReadOnlyList<ProxyCandidate> candidates)
    {
        var best = 0;
        for (var i = 1; i < candidates.Count; i++)
        {
            if (IsBetter(rule, candidates[i], candidates[best]))
            {
                best = i;
            }
        }

        return best;
    }

    private bool IsBetter(SelectionRule rule, in ProxyCandidate candidate, in ProxyCandidate than) => rule.Criterion switch
    {
        SelectionCriterion.OnPath => candidate.LeadAllAccesses && !than.LeadAllAccesses,
        SelectionCriterion.Continuity => candidate.Accesses > than.Accesses,

        // Sessions for each core, without a division.
        SelectionCriterion.LeastLoaded => Load(candidate) * Cores(than) < Load(than) * Cores(candidate),
        SelectionCriterion.Named => PlaceOf(rule, candidate) < PlaceOf(rule, than),
        _ => false,
    };

    private long Load(in ProxyCandidate candidate) => candidate.Proxy.Sessions + _underway.GetValueOrDefault(candidate.Proxy.Name);

    private static int Cores(in ProxyCandidate candidate) => candidate.Proxy.Processor?.Costs.Cores ?? 1;

    private static int PlaceOf(SelectionRule rule, in ProxyCandidate candidate)
    {
        var place = 0;
        while (place < rule.Proxies.Count && rule.Proxies[place] != candidate.Proxy.Name)
        {
            place++;
        }

        return place;
    }

    private void Count(string proxy)
    {
        var index = Totals.FindIndex(each => each.Proxy == proxy);
        if (index < 0)
        {
            Totals.Add((proxy, 1));
        }
        else
        {
            Totals[index] = (proxy, Totals[index].Sessions + 1);
        }
    }
}
