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

    /// <summary>The member that a SYN has gone to before, of which this is a repetition: the same number says so.</summary>
    /// <returns>Negative when there is none.</returns>
    public int FindRepeated(in Endpoint source, in Endpoint destination, uint seq, Instant now) =>
        _entries.TryGetValue((source, destination), out var entry) && entry.SynSeq == seq ? Find(source, destination, now) : -1;

    /// <param name="source">From whom.</param>
    /// <param name="destination">To whom.</param>
    /// <param name="member">Who has the connection from now on.</param>
    /// <param name="synSeq">The number of its SYN; null where it was another packet that told of it.</param>
    /// <param name="now">Now.</param>
    public void Note(in Endpoint source, in Endpoint destination, int member, uint? synSeq, Instant now)
    {
        if (_entries.TryGetValue((source, destination), out var known))
        {
            known.Member = member;
            known.SynSeq = synSeq ?? known.SynSeq;
            known.SeenAt = now;
            return;
        }

        Forget(now);
        var entry = new Entry { Source = source, Destination = destination, Member = member, SynSeq = synSeq, SeenAt = now };
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
        public uint? SynSeq;
        public Instant SeenAt;
    }
}
