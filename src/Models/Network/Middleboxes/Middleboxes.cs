using Mpsim.Models.Kernel;

namespace Mpsim.Models.Network.Middleboxes;

/// <summary>A kind of middlebox that a scenario can name.</summary>
/// <param name="Name">Name as in a scenario.</param>
/// <param name="Description">One line for the reference.</param>
/// <param name="Uses">The settings that it looks at.</param>
/// <param name="Create">Makes one; the chance is its own.</param>
public sealed record MiddleboxEntry(string Name, string Description, MiddleboxUses Uses, Func<MiddleboxSettings, RandomStream, Middlebox> Create);

/// <summary>All middleboxes; scenario keys, error hints and the reference come from here.</summary>
public static class Middleboxes
{
    public static readonly IReadOnlyList<MiddleboxEntry> All =
    [
        new("strip-mptcp", "removes MPTCP options", MiddleboxUses.Headings | MiddleboxUses.Options | MiddleboxUses.Switching,
            (settings, _) => new MptcpStripper(settings.On, settings.Subtypes, settings.Headings)),
        new("drop-mptcp", "drops packets that carry MPTCP options", MiddleboxUses.Headings | MiddleboxUses.Options | MiddleboxUses.Switching,
            (settings, _) => new MptcpDropper(settings.On, settings.Subtypes, settings.Headings)),
        new("rewrite-sequence", "shifts sequence numbers by an offset per connection and direction", MiddleboxUses.Headings,
            (settings, chance) => new SequenceRewriter(settings.Headings, chance)),
        new("split", "cuts segments into smaller ones", MiddleboxUses.Headings | MiddleboxUses.Size | MiddleboxUses.Dss | MiddleboxUses.Switching,
            (settings, _) => new SegmentSplitter(settings.Size, settings.KeepsDss, settings.Headings)),
        new("coalesce", "merges segments into larger ones",
            MiddleboxUses.Headings | MiddleboxUses.Size | MiddleboxUses.Hold | MiddleboxUses.Dss | MiddleboxUses.Switching,
            (settings, _) => new SegmentCoalescer(settings.Size, settings.Hold, settings.KeepsDss, settings.Headings)),
        new("rewrite-payload", "replaces bytes of the payload and keeps sequence numbers in step, as a gateway for FTP does", MiddleboxUses.Headings | MiddleboxUses.Alteration,
            (settings, _) => new PayloadRewriter(settings.At, settings.Every, settings.Removed, settings.Inserted, settings.Headings)),
        new("set-ttl", "sets the time to live", MiddleboxUses.Headings | MiddleboxUses.TimeToLive | MiddleboxUses.Switching,
            (settings, _) => new TimeToLiveSetter(settings.TimeToLive, settings.Headings)),
        new("add-option", "adds an option to SYNs and SYN/ACKs that have room for it, that of TCP-AO to all segments", MiddleboxUses.Headings | MiddleboxUses.Addition | MiddleboxUses.Switching,
            (settings, _) => new OptionAdder(settings.OptionKind, settings.OptionLength, settings.Headings)),
        new("napt", "translates inside addresses and ports to a public address", MiddleboxUses.Napt,
            (settings, _) => new Napt(settings.Napt ?? throw new ArgumentException("a NAPT needs its settings", nameof(settings)))),
    ];

    public static IReadOnlyList<string> Names { get; } = [.. All.Select(entry => entry.Name)];

    /// <returns>Null when there is none of that name.</returns>
    public static MiddleboxEntry? Find(string name) => All.FirstOrDefault(entry => entry.Name == name);
}
