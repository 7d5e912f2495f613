using Mpsim.Models.Units;
using Mpsim.Models.Wire;

namespace Mpsim.Models.Proxy;

/// <summary>The SYNs that have passed a proxy and wait for an answer, by the ends of their connections. Those that nothing answers are forgotten in time. Never enumerated.</summary>
internal sealed class PassedSyns
{
    /// <summary>No SYN that is still repeated is older: Linux gives up 127 s after the first (tcp_syn_retries = 6).</summary>
    private static readonly Duration Patience = Duration.FromSeconds(130);

    private readonly Dictionary<(Endpoint Ue, Endpoint Server), PassedSyn> _syns = [];
    private readonly Queue<(Endpoint Ue, Endpoint Server, PassedSyn Passed)> _byAge = [];

    public int Count => _syns.Count;

    /// <summary>Takes note of a SYN that passes.</summary>
    public PassedSyn Note(Packet syn, Instant now)
    {
        Forget(now);
        var key = (syn.Source, syn.Destination);
        if (!_syns.TryGetValue(key, out var passed) || passed.Syn.Segment.Seq != syn.Segment.Seq)
        {
            passed = new PassedSyn();
            _syns[key] = passed;
            _byAge.Enqueue((key.Source, key.Destination, passed));
        }

        passed.OnPassage(syn, now);
        return passed;
    }

    /// <summary>The SYN of a connection, or null.</summary>
    public PassedSyn? Find(in Endpoint ue, in Endpoint server) => _syns.GetValueOrDefault((ue, server));

    /// <returns>False when there was none.</returns>
    public bool Remove(in Endpoint ue, in Endpoint server) => _syns.Remove((ue, server));

    private void Forget(Instant now)
    {
        while (_byAge.TryPeek(out var oldest) && oldest.Passed.PassedAt + Patience < now)
        {
            _byAge.Dequeue();
            var key = (oldest.Ue, oldest.Server);
            if (_syns.GetValueOrDefault(key) == oldest.Passed)
            {
                _syns.Remove(key);
            }
        }
    }
}
