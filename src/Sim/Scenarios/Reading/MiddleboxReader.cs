using Mpsim.Models.Network.Middleboxes;
using Mpsim.Models.Network.Sharing;
using Mpsim.Models.Units;
using Mpsim.Models.Wire;
using Mpsim.Scenarios.Keys;
using Mpsim.Scenarios.Plan;
using Mpsim.Scenarios.Yaml;

namespace Mpsim.Scenarios.Reading;

/// <summary>Reads the middleboxes of a link or router: a name, or a mapping, or a list of these.</summary>
internal sealed class MiddleboxReader(ReadingContext context)
{
    private MiddleboxKeys Keys => context.Keys.Middlebox;

    /// <param name="owner">The mapping of the link or router.</param>
    /// <param name="key">The key of its middleboxes.</param>
    /// <param name="publicAddress">The public address of a NAPT that names none.</param>
    /// <param name="nodes">The names of all nodes, for those that something is forwarded to.</param>
    public IReadOnlyList<MiddleboxPlan> Read(MappingReader owner, Key key, IpAddress publicAddress, IReadOnlyList<string> nodes)
    {
        var node = owner.Find(key);
        var items = node is TreeSequence list ? list.Items : node is null ? [] : [node];
        var boxes = new List<MiddleboxPlan>();
        foreach (var (index, item) in items.Index())
        {
            var path = node is TreeSequence ? $"{owner.PathOf(key)}.{index}" : owner.PathOf(key);
            boxes.Add(Read(item, path, publicAddress, nodes));
        }

        if (boxes.Count(box => box.IsNapt) > 1)
        {
            context.Errors.Add(owner.PositionOf(key), owner.PathOf(key), "there are two NAPTs in one place", "at most one");
        }

        return boxes;
    }

    private MiddleboxPlan Read(TreeNode item, string path, IpAddress publicAddress, IReadOnlyList<string> nodes)
    {
        var reader = new MappingReader(item is TreeMapping ? item : null, path, item.Position, Keys.Group, context.Errors);
        var before = context.Errors.Reports;
        var box = item is TreeMapping ? reader.Read(Keys.Box) : reader.Read(item, path, Keys.Box);
        var entry = Middleboxes.Find(box) ?? Middleboxes.All[0];

        // What an unknown box has is open.
        if (context.Errors.Reports == before)
        {
            reader.ReportMeaningless(Keys.MeaninglessFor(entry.Uses), reader.Find(Keys.Box), $"the middlebox '{entry.Name}' has no such parameter");
        }

        var from = reader.TryRead(Keys.From, out var begin) ? begin : (Instant?)null;
        var until = reader.TryRead(Keys.Until, out var end) ? end : (Instant?)null;
        if (until <= (from ?? Instant.Zero))
        {
            context.Errors.Add(reader.PositionOf(Keys.Until), reader.PathOf(Keys.Until), "the box would end before it begins", "a time after 'from'");
        }

        var sharing = entry.Uses.HasFlag(MiddleboxUses.Napt) ? new SharingReader(context).Read(reader, Keys.Sharing, reader.Read(Keys.Ports)) : null;
        var forward = Forward(reader, nodes);
        CheckForward(reader, sharing, forward);
        return new MiddleboxPlan
        {
            Settings = Settings(reader, entry, sharing),
            Sharing = sharing,
            From = from,
            Until = until,
            PublicAddress = reader.TryRead(Keys.Address, out var address) ? address : publicAddress,
            Forward = forward,
        };
    }

    private MiddleboxSettings Settings(MappingReader reader, MiddleboxEntry entry, SharingPlan? sharing)
    {
        var removed = (int)reader.Read(Keys.Replace).Bytes;
        return new MiddleboxSettings
        {
            Box = entry.Name,
            Headings = (Heading)reader.Read(Keys.Direction),
            On = reader.Read(Keys.On),
            Subtypes = Subtypes(reader),
            Size = reader.TryRead(Keys.Size, out var size) ? (int)size.Bytes : entry.Uses.HasFlag(MiddleboxUses.Hold) ? ushort.MaxValue : new MiddleboxSettings { Box = "" }.Size,
            Hold = reader.Read(Keys.Hold),
            KeepsDss = reader.Read(Keys.Dss),
            At = reader.Read(Keys.Offset).Bytes,
            Every = reader.TryRead(Keys.Every, out var every) ? every.Bytes : 0,
            Removed = removed,
            Inserted = reader.TryRead(Keys.By, out var by) ? (int)by.Bytes : removed,
            TimeToLive = (byte)reader.Read(Keys.Ttl),
            OptionKind = (byte)reader.Read(Keys.OptionKind),
            OptionLength = (int)reader.Read(Keys.OptionLength).Bytes,
            Napt = entry.Uses.HasFlag(MiddleboxUses.Napt) ? Napt(reader, sharing) : null,
        };
    }

    private NaptSettings Napt(MappingReader reader, SharingPlan? sharing)
    {
        var ports = reader.Read(Keys.Ports);
        var timeouts = reader.Open(Keys.Timeouts, Keys.TimeoutGroup);
        return new NaptSettings
        {
            PublicAddress = default,
            Mapping = reader.Read(Keys.Mapping),
            Filtering = reader.Read(Keys.Filtering),
            Sharing = sharing?.Settings ?? new SharingSettings { FirstPort = ports.First, LastPort = ports.Last },
            WhenExhausted = sharing?.WhenExhausted == SharingExhaustion.Reset ? NaptExhaustion.Reset : NaptExhaustion.Drop,
            SynTimeout = timeouts.Read(Keys.Syn),
            EstablishedTimeout = timeouts.Read(Keys.Established),
            TransitoryTimeout = timeouts.Read(Keys.Transitory),
            ResetsUnknown = reader.Read(Keys.Reset),
        };
    }

    private MptcpSubtypes Subtypes(MappingReader reader)
    {
        if (reader.Find(Keys.Options) is not { } node)
        {
            return MptcpSubtypes.All;
        }

        var subtypes = MptcpSubtypes.None;
        foreach (var item in node is TreeSequence list ? list.Items : [node])
        {
            reader.TryRead(item, reader.PathOf(Keys.Options), Keys.Option, out var subtype);
            subtypes |= subtype;
        }

        return subtypes;
    }

    /// <summary>What comes from outside has the port that it came to, on the one address by which the host inside is known.</summary>
    private void CheckForward(MappingReader reader, SharingPlan? sharing, string? forward)
    {
        if (forward is not null && sharing is { Settings: var settings } && (settings.Blocks != BlockAllocation.None || settings.Addresses.Count > 0))
        {
            context.Errors.Add(reader.PositionOf(Keys.Forward), reader.PathOf(Keys.Forward), "connections from outside take ports that blocks or further addresses have for others", "no 'forward', or a 'sharing' without blocks and addresses");
        }
    }

    private string? Forward(MappingReader reader, IReadOnlyList<string> nodes)
    {
        if (!reader.TryRead(Keys.Forward, out var name))
        {
            return null;
        }

        if (!nodes.Contains(name))
        {
            context.Errors.AddUnknown(reader.Find(Keys.Forward)!.Position, reader.PathOf(Keys.Forward), "node", name, nodes);
        }

        return name;
    }
}
