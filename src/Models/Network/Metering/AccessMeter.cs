using Mpsim.Models.Kernel;
using Mpsim.Models.Units;

namespace Mpsim.Models.Network.Metering;

/// <summary>
/// Meters an access by its tariff: octets that it has delivered in both directions, what they cost, and whether the quota is used up. The last is found out by looking
/// every tenth of a second, as charging systems do that are told of usage now and then, so that somewhat more than the quota goes by before anybody acts on it.
/// </summary>
public sealed class AccessMeter : EventTarget
{
    /// <summary>How often the quota is looked at.</summary>
    public static readonly Duration Interval = Duration.FromMilliseconds(100);

    private const decimal OctetsPerGigabyte = 1_000_000_000;

    /// <param name="scheduler">Scheduler of the run.</param>
    /// <param name="name">Name of the access.</param>
    /// <param name="tariff">What it costs.</param>
    public AccessMeter(Scheduler scheduler, string name, Tariff tariff)
        : base(scheduler) => (Name, Tariff) = (name, tariff);

    public string Name { get; }

    public Tariff Tariff { get; }

    /// <summary>The quota was found to be used up.</summary>
    public bool IsUsedUp { get; private set; }

    /// <summary>What further octets cost, as far as that is known.</summary>
    public decimal PriceNow => IsUsedUp ? Tariff.PriceBeyond ?? Tariff.PricePerGigabyte : Tariff.PricePerGigabyte;

    /// <summary>Octets of IP packets in both directions so far.</summary>
    public long Octets
    {
        get
        {
            long octets = 0;
            for (var i = 0; i < _links.Count; i++)
            {
                octets += _links[i].Delivered.Bytes;
            }

            return octets;
        }
    }

    /// <summary>Octets beyond the quota so far.</summary>
    public long OctetsBeyond => Tariff.Quota is { } quota ? Math.Max(0, Octets - quota.Bytes) : 0;

    /// <summary>What the octets have cost so far.</summary>
    public decimal Cost => (((Octets - OctetsBeyond) * Tariff.PricePerGigabyte) + (OctetsBeyond * (Tariff.PriceBeyond ?? Tariff.PricePerGigabyte))) / OctetsPerGigabyte;

    /// <summary>Told each time the quota is looked at and was found to be used up, then or before.</summary>
    public Action<AccessMeter, Instant>? OverQuota { get; set; }

    private IReadOnlyList<Link> _links = [];

    /// <summary>Begins to look.</summary>
    /// <param name="links">The links of the access in both directions.</param>
    public void Start(IReadOnlyList<Link> links)
    {
        _links = links;
        if (Tariff.Quota is not null)
        {
            Scheduler.Schedule(this, Scheduler.Now + Interval);
        }
    }

    protected internal override void OnWakeup(Instant now)
    {
        IsUsedUp |= Octets >= Tariff.Quota!.Value.Bytes;
        if (IsUsedUp)
        {
            OverQuota?.Invoke(this, now);
        }

        if (!IsUsedUp || OverQuota is not null)
        {
            Scheduler.Schedule(this, now + Interval);
        }
    }
}
