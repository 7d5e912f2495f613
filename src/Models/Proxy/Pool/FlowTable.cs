using Mpsim.Models.Units;
using Mpsim.Models.Wire;

namespace Mpsim.Models.Proxy.Pool;

/// <summary>Which member has a connection, by the ends as packets from outside name them. What is not used for a time is forgotten. Never enumerated.</summary>
internal sealed class FlowTable
{
    /// <summary>Longer than any pause between the packets of a session that is not idle.</summary>
    private static readonly Duration Patience = Duration.FromSeconds(600);

    private readonly Dictionary<(Endpoint Source, Endpoint Destination), Entry> _entries = [];
    private readonly Queue<Entry> _byAge = [];

    public int Count => _entries.Count;

    /// <returns>Negative when there is none.</returns>
    public int Find(in Endpoint source, in Endpoint destination, Instant now)
    {
        if (!_entries.TryGetValue((source, destination), out var entry))
        {
            return -1;
        }

        entry.SeenAt = now;
        return entry.Member;
    }

    public void Note(in Endpoint source, in Endpoint destination, int member, Instant now)
    {
        if (_entries.TryGetValue((source, destination), out var known))
        {
            known.Member = member;
            known.SeenAt = now;
            return;
        }

        Forget(now);
        var entry = new Entry { Source = source, Destination = destination, Member = member, SeenAt = now };
        _entries.Add((source, destination), entry);
        _byAge.Enqueue(entry);
    }

    /// <summary>Looks at the two oldest, so that the table shrinks faster than it grows.</summary>
    private void Forget(Instant now)
    {
        for (var i = 0; i < 2 && _byAge.TryDequeue(out var oldest); i++)
        {
            if (oldest.SeenAt + Patience < now)
            {
                _entries.Remove((oldest.Source, oldest.Destination));
            }
            else
            {
                _byAge.Enqueue(oldest);
            }
        }
    }

    private sealed class Entry
    {
        public Endpoint Source;
        public Endpoint Destination;
        public int Member;
        public Instant SeenAt;
    }
}
