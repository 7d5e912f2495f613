using Mpsim.Models.Probes;
using Mpsim.Models.Units;
using Mpsim.Models.Wire;

namespace Mpsim.Models.Proxy.Provision;

/// <summary>
/// The proxy's side of provision negotiation (draft-deng-mptcp-proxy-01, requirement g): what is asked for is held against an offer to the subscriber and
/// against what is left, and granted, granted in part, or refused. Reservations are soft state, as in RSVP and PCP: each stands for its lifetime, a
/// request that comes again refreshes it and is answered from the books, a changed request takes its place, and what nobody refreshes is free again.
/// The books outlive a crash of the proxy, as those of a policy server do. Never enumerates a hash table.
/// </summary>
public sealed class ProvisionDesk
{
    private readonly ProvisionSettings _settings;
    private readonly string _proxy;
    private readonly EventSink _events;
    private readonly Dictionary<IpAddress, string> _subscribers = [];
    private readonly Dictionary<string, Reservation> _ofSubscriber = new(StringComparer.Ordinal);
    private readonly Dictionary<(Endpoint Ue, Endpoint Server), Reservation> _ofSession = [];
    private readonly Dictionary<ReservationKey, Reservation> _ofSubflow = [];

    /// <summary>All that is in the books, in the order in which it came.</summary>
    private readonly List<(ReservationKey Key, Reservation Entry)> _entries = [];
    private readonly ProvisionCounts[] _counts = new ProvisionCounts[Enum.GetValues<ProvisionLevel>().Length];

    /// <param name="proxy">Name of the proxy.</param>
    /// <param name="settings">What it offers.</param>
    /// <param name="events">Log of events.</param>
    public ProvisionDesk(string proxy, ProvisionSettings settings, EventSink events) => (_proxy, _settings, _events) = (proxy, settings, events);

    public ProvisionSettings Settings => _settings;

    /// <summary>Reservations that stand.</summary>
    public int Standing => _entries.Count(each => each.Entry.Outcome != ProvisionOutcome.Refused);

    /// <summary>Sessions and subflows that are set aside now.</summary>
    public (int Sessions, int Subflows) Reserved { get; private set; }

    /// <summary>The most subflows that were set aside at once.</summary>
    public int SubflowsPeak { get; private set; }

    /// <summary>Reservations that ended because nobody refreshed them.</summary>
    public long Expired { get; private set; }

    /// <summary>What has become of requests of one level; repetitions and refreshments do not count.</summary>
    public ProvisionCounts Of(ProvisionLevel level) => _counts[(int)level];

    /// <summary>Makes a subscriber known by addresses, as the proxy sees them.</summary>
    public void AddSubscriber(string name, IEnumerable<IpAddress> addresses)
    {
        foreach (var address in addresses)
        {
            _subscribers.Add(address, name);
        }
    }

    /// <summary>Answers a request that has arrived.</summary>
    /// <param name="request">The request.</param>
    /// <param name="access">The type of the access of a subflow.</param>
    /// <param name="now">Now.</param>
    /// <returns>Null where nothing is to be answered.</returns>
    public ProvisionAnswer? Receive(in ProvisionRequest request, string? access, Instant now)
    {
        Expire(now);
        if (request.Asked is not { } asked)
        {
            End(request.Key, now, "given back");
            return null;
        }

        var entry = Find(request.Key);
        var isNew = entry is null || entry.Number != request.Number;
        var offer = OfferFor(request.Key, access);
        if (entry is null)
        {
            entry = new Reservation();
            Add(request.Key, entry);
        }

        var before = entry.Granted;
        Book(entry, -1);
        entry.Granted = Grant(asked, offer);
        entry.Outcome = entry.Granted.OutcomeFor(asked);
        entry.Number = request.Number;
        entry.ExpiresAt = now + _settings.Lifetime;
        Book(entry, 1);
        if (isNew)
        {
            _counts[(int)request.Key.Level] = Of(request.Key.Level).With(entry.Outcome);
        }

        if (isNew || entry.Granted != before)
        {
            Log(now, request.Key, entry, asked, offer);
        }

        return new ProvisionAnswer(request.Number, request.Key, entry.Outcome, entry.Granted, _settings.Lifetime);
    }

    /// <summary>A session has ended at the proxy, and with it what is reserved for it.</summary>
    public void OnSessionEnded(in Endpoint ue, in Endpoint server, Instant now)
    {
        for (var i = _entries.Count - 1; i >= 0; i--)
        {
            if (_entries[i].Key.IsOfSession(ue, server))
            {
                End(_entries[i].Key, now, "the session has ended");
            }
        }
    }

    /// <summary>How many sessions at once a UE may have; null for any number.</summary>
    public int? SessionsOf(IpAddress ue) =>
        _subscribers.TryGetValue(ue, out var name) && _ofSubscriber.GetValueOrDefault(name) is { Outcome: not ProvisionOutcome.Refused, Granted.Sessions: { } sessions }
            ? sessions : _settings.Unreserved.Sessions;

    /// <summary>The name of a subscriber, whatever address a session comes from; the address itself where that is not known.</summary>
    public string NameOf(IpAddress ue) => _subscribers.GetValueOrDefault(ue) ?? ue.ToString();

    /// <summary>A session that has as many subflows may have one more, from an address of the UE.</summary>
    /// <param name="ue">The UE's end of the session.</param>
    /// <param name="server">The server's end of the session.</param>
    /// <param name="from">Where the further subflow comes from.</param>
    /// <param name="subflows">Subflows that the session has.</param>
    public bool GrantsSubflow(in Endpoint ue, in Endpoint server, IpAddress from, int subflows)
    {
        if (_subscribers.TryGetValue(from, out var name) && Find(new ReservationKey(ProvisionLevel.Subflow, name, ue, server, from)) is { Outcome: ProvisionOutcome.Granted })
        {
            return true;
        }

        return SubflowsOf(ue, server) is not { } most || subflows < most;
    }

    /// <summary>How many subflows at once a session may have, of what is reserved for it or else for its subscriber; null for any number.</summary>
    private int? SubflowsOf(in Endpoint ue, in Endpoint server)
    {
        if ((_ofSession.GetValueOrDefault((ue, server)) ?? FindBefore(ue)) is { Outcome: not ProvisionOutcome.Refused, Granted.Subflows: { } ofSession })
        {
            return ofSession;
        }

        return _subscribers.TryGetValue(ue.Address, out var name) && _ofSubscriber.GetValueOrDefault(name) is { Outcome: not ProvisionOutcome.Refused, Granted.Subflows: { } each }
            ? each : _settings.Unreserved.Subflows;
    }

    /// <summary>What is reserved for the session of a client that addresses the proxy and has not yet said which server it means.</summary>
    private Reservation? FindBefore(in Endpoint ue)
    {
        foreach (var (key, entry) in _entries)
        {
            if (key.Level == ProvisionLevel.Session && key.Ue == ue)
            {
                return entry;
            }
        }

        return null;
    }

    private ProvisionOffer? OfferFor(in ReservationKey key, string? access)
    {
        foreach (var offer in _settings.Offers)
        {
            if (offer.IsAbout(key, access))
            {
                return offer;
            }
        }

        return null;
    }

    /// <summary>What is granted: no more than the offer says, and no more than is left, so that subscribers' sessions go before the subflows of each.</summary>
    private Resources Grant(in Resources asked, ProvisionOffer? offer)
    {
        if (offer is null)
        {
            return Nothing(asked);
        }

        var most = asked.AtMost(offer.Most);
        if (_settings.Capacity.Sessions is { } sessions)
        {
            most = most.AtMost(new Resources(Math.Max(0, sessions - Reserved.Sessions), null));
        }

        if (_settings.Capacity.Subflows is { } subflows && most.Subflows is not null)
        {
            most = most.AtMost(new Resources(null, Math.Max(0, subflows - Reserved.Subflows) / Math.Max(1, most.Sessions ?? 1)));
        }

        return most.OutcomeFor(asked) switch
        {
            ProvisionOutcome.Refused => Nothing(asked),
            ProvisionOutcome.PartlyGranted when !_settings.GrantsParts => Nothing(asked),
            _ => most,
        };
    }

    private static Resources Nothing(in Resources asked) => asked.AtMost(new Resources(0, 0));

    private void Expire(Instant now)
    {
        for (var i = _entries.Count - 1; i >= 0; i--)
        {
            if (_entries[i].Entry.ExpiresAt <= now)
            {
                Expired++;
                End(_entries[i].Key, now, "not refreshed");
            }
        }
    }

    /// <summary>What is out of date ends now, and not only when the next request comes.</summary>
    /// <returns>When to call again; <see cref="Instant.Never"/> where nothing stands.</returns>
    internal Instant Sweep(Instant now)
    {
        Expire(now);
        var next = Instant.Never;
        foreach (var (_, entry) in _entries)
        {
            next = Instant.Min(next, entry.ExpiresAt);
        }

        return next;
    }

    private void Book(Reservation entry, int sign)
    {
        Reserved = (Reserved.Sessions + (sign * entry.Sessions), Reserved.Subflows + (sign * entry.Subflows));
        SubflowsPeak = Math.Max(SubflowsPeak, Reserved.Subflows);
    }

    private Reservation? Find(in ReservationKey key) => key.Level switch
    {
        ProvisionLevel.Subscriber => _ofSubscriber.GetValueOrDefault(key.Subscriber),
        ProvisionLevel.Session => _ofSession.GetValueOrDefault((key.Ue, key.Server)),
        _ => _ofSubflow.GetValueOrDefault(key),
    };

    private void Add(in ReservationKey key, Reservation entry)
    {
        _entries.Add((key, entry));
        switch (key.Level)
        {
            case ProvisionLevel.Subscriber:
                _ofSubscriber.Add(key.Subscriber, entry);
                break;
            case ProvisionLevel.Session:
                _ofSession.Add((key.Ue, key.Server), entry);
                break;
            default:
                _ofSubflow.Add(key, entry);
                break;
        }

        // Nothing is set aside before the first answer.
        entry.Outcome = ProvisionOutcome.Refused;
    }

    private void End(ReservationKey key, Instant now, string why)
    {
        if (Find(key) is not { } entry)
        {
            return;
        }

        Book(entry, -1);
        _entries.RemoveAll(each => each.Entry == entry);
        _ = key.Level switch
        {
            ProvisionLevel.Subscriber => _ofSubscriber.Remove(key.Subscriber),
            ProvisionLevel.Session => _ofSession.Remove((key.Ue, key.Server)),
            _ => _ofSubflow.Remove(key),
        };
        if (entry.Outcome != ProvisionOutcome.Refused)
        {
            _events.Record(now, _proxy, "provision-ended", $"{key}: {why}");
        }
    }

    private void Log(Instant now, in ReservationKey key, Reservation entry, in Resources asked, ProvisionOffer? offer)
    {
        var by = offer is null ? "no offer" : offer.Name;
        var (kind, detail) = entry.Outcome switch
        {
            ProvisionOutcome.Granted => ("provision-granted", $"{key}: {entry.Granted}, by {by}"),
            ProvisionOutcome.PartlyGranted => ("provision-partly-granted", $"{key}: {entry.Granted} of {asked}, by {by}"),
            _ => ("provision-refused", $"{key}: {asked}, by {by}"),
        };
        _events.Record(now, _proxy, kind, detail);
    }
}
