using Mpsim.Models.Network.Sharing;
using Mpsim.Models.Wire;
using Mpsim.Scenarios.Keys;
using Mpsim.Scenarios.Plan;
using Mpsim.Scenarios.Yaml;

namespace Mpsim.Scenarios.Reading;

/// <summary>Reads how subscribers share public addresses.</summary>
internal sealed class SharingReader(ReadingContext context)
{
    private SharingKeys Keys => context.Keys.Sharing;

    /// <param name="owner">The mapping of the NAPT or the proxy.</param>
    /// <param name="key">The key there.</param>
    /// <param name="portsOfNapt">The ports of a NAPT; null at a proxy.</param>
    /// <returns>Null where nothing is said of it.</returns>
    public SharingPlan? Read(MappingReader owner, Key key, (ushort First, ushort Last)? portsOfNapt)
    {
        if (owner.Find(key) is null)
        {
            return null;
        }

        var sharing = owner.Open(key, Keys.Group);
        var ports = portsOfNapt ?? sharing.Read(Keys.Ports);
        if (portsOfNapt is not null)
        {
            sharing.ReportMeaningless([Keys.Ports], null, "a NAPT has its ports in a key of its own");
        }

        var settings = new SharingSettings
        {
            Addresses = Addresses(sharing),
            FirstPort = ports.First,
            LastPort = ports.Last,
            Blocks = sharing.Read(Keys.Blocks),
            BlockSize = sharing.Read(Keys.BlockSize),
            BlocksPerSubscriber = sharing.Read(Keys.BlocksPerSubscriber),
            PortsPerSubscriber = sharing.TryRead(Keys.PortsPerSubscriber, out var limit) ? limit : null,
            Hold = sharing.Read(Keys.Hold),
            IsPaired = sharing.Read(Keys.Pooling),
            IsTold = true,
        };
        NoteIdle(sharing, Keys.BlockSize, settings.Blocks != BlockAllocation.None);
        NoteIdle(sharing, Keys.BlocksPerSubscriber, settings.Blocks == BlockAllocation.Dynamic);
        if (settings is { Blocks: not BlockAllocation.None, BlockSize: > 0, BlocksPerAddress: 0 })
        {
            context.Errors.Add(sharing.PositionOf(Keys.BlockSize), sharing.PathOf(Keys.BlockSize), $"a block of {settings.BlockSize} ports is larger than the {settings.PortsPerAddress} ports of an address", $"at most {settings.PortsPerAddress}");
        }

        return new SharingPlan(settings, WhenExhausted(sharing, isAtProxy: portsOfNapt is null));
    }

    /// <summary>Whether there are blocks for all that have one for good, and addresses that are nobody else's.</summary>
    /// <param name="owner">The mapping of the NAPT or the proxy.</param>
    /// <param name="key">The key there.</param>
    /// <param name="plan">What was read.</param>
    /// <param name="subscribers">The subscribers of the box.</param>
    /// <param name="ownerOf">Who has an address; null when nobody has.</param>
    public void Check(MappingReader owner, Key key, SharingPlan plan, IReadOnlyList<SubscriberRange> subscribers, Func<IpAddress, string?> ownerOf)
    {
        var sharing = owner.Open(key, Keys.Group);
        var settings = plan.Settings;
        var blocks = (settings.Addresses.Count + 1) * settings.BlocksPerAddress;
        var needed = subscribers.Sum(range => (long)range.Count);
        if (settings.Blocks == BlockAllocation.Deterministic && needed > blocks)
        {
            context.Errors.Add(sharing.PositionOf(Keys.Blocks), sharing.PathOf(Keys.Blocks), $"there are {blocks} blocks for {needed} addresses of subscribers", $"more {Keys.Addresses.Name}, or a smaller {Keys.BlockSize.Name}");
        }

        foreach (var address in settings.Addresses)
        {
            if (ownerOf(address) is { } other)
            {
                context.Errors.Add(sharing.PositionOf(Keys.Addresses), sharing.PathOf(Keys.Addresses), $"the address {address} is that of {other}", "one that is nobody else's");
            }
        }
    }

    private List<IpAddress> Addresses(MappingReader sharing)
    {
        var addresses = new List<IpAddress>();
        foreach (var (index, item) in sharing.Items(Keys.Addresses).Index())
        {
            var path = $"{sharing.PathOf(Keys.Addresses)}.{index}";
            if (!sharing.TryRead(item, path, Forms.AddressV4, out var address))
            {
                continue;
            }

            if (addresses.Contains(address))
            {
                context.Errors.Add(item.Position, path, $"the address {address} is given twice");
            }

            addresses.Add(address);
        }

        return addresses;
    }

    private SharingExhaustion WhenExhausted(MappingReader sharing, bool isAtProxy)
    {
        if (!sharing.TryRead(Keys.WhenExhausted, out var exhaustion))
        {
            return isAtProxy ? SharingExhaustion.Pass : SharingExhaustion.Drop;
        }

        if (exhaustion == SharingExhaustion.Pass && !isAtProxy)
        {
            context.Errors.Add(sharing.PositionOf(Keys.WhenExhausted), sharing.PathOf(Keys.WhenExhausted), "a NAPT cannot let an inside address pass to the outside", "drop or reset");
        }

        return exhaustion;
    }

    private void NoteIdle(MappingReader sharing, Key key, bool isUsed)
    {
        if (sharing.Find(key) is not null)
        {
            context.Errors.Idle.Note(sharing.PositionOf(key), sharing.PathOf(key), isUsed, $"this '{Keys.Blocks.Name}' has no use for '{key.Name}'", $"{Keys.Blocks.Name}: dynamic, here or in a variant");
        }
    }
}
