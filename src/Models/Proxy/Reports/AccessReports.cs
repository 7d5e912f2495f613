using Mpsim.Models.Kernel;
using Mpsim.Models.Probes;
using Mpsim.Models.Units;
using Mpsim.Models.Wire;

namespace Mpsim.Models.Proxy.Reports;

/// <summary>
/// The reports by which a proxy learns the types of accesses (draft-deng-mptcp-proxy-01, requirement e): one of each access at the start, one at each
/// change, and all of them again every now and then. They take time, are lost, and may be wrong; the proxy goes by what has arrived. They are signalling
/// beside the network, such as a policy server's, and take none of its capacity.
/// </summary>
public sealed class AccessReports : EventTarget
{
    private readonly AccessReportSettings _settings;
    private readonly string _proxy;
    private readonly RandomStream _chance;
    private readonly EventSink _events;
    private readonly List<ReportedAccess> _accesses = [];
    private readonly Dictionary<IpAddress, ReportedAccess> _byAddress = [];
    private readonly Queue<Report> _underway = new();
    private Instant _nextRound = Instant.Never;
    private int _networkLength;

    /// <param name="scheduler">Scheduler of the run.</param>
    /// <param name="proxy">Name of the proxy.</param>
    /// <param name="settings">How reports come.</param>
    /// <param name="chance">Decides which are lost or wrong.</param>
    /// <param name="events">Log of events.</param>
    public AccessReports(Scheduler scheduler, string proxy, AccessReportSettings settings, RandomStream chance, EventSink events)
        : base(scheduler) => (_proxy, _settings, _chance, _events) = (proxy, settings, chance, events);

    /// <summary>All accesses that are reported.</summary>
    public IReadOnlyList<ReportedAccess> Accesses => _accesses;

    /// <summary>Reports that were sent.</summary>
    public long Sent { get; private set; }

    /// <summary>Of these, reports that never arrived or will not.</summary>
    public long Lost { get; private set; }

    /// <summary>Of those that arrive, the ones that name another type.</summary>
    public long Wrong { get; private set; }

    /// <summary>Octets that accesses delivered while the proxy took them for what they were not.</summary>
    public long MisjudgedOctets => _accesses.Sum(access => access.MisjudgedOctets);

    /// <summary>Adds an access, of which the proxy knows nothing yet.</summary>
    /// <param name="name">Name of the access.</param>
    /// <param name="ue">Name of the UE.</param>
    /// <param name="type">What it is at the start.</param>
    /// <param name="addresses">The addresses of the UE there, as the proxy sees them.</param>
    public ReportedAccess Add(string name, string ue, string type, IEnumerable<IpAddress> addresses)
    {
        var access = new ReportedAccess(name, ue, type, _settings.Order);
        _accesses.Add(access);
        foreach (var address in addresses)
        {
            _byAddress.Add(address, access);
        }

        return access;
    }

    /// <summary>Adds the accesses of many subscribers, whose type the proxy knows by their network and which does not change.</summary>
    /// <param name="name">Name of the accesses.</param>
    /// <param name="type">What they are.</param>
    /// <param name="network">What their addresses have in common.</param>
    /// <param name="length">How many bits that are, the same for all networks.</param>
    public void AddNetwork(string name, string type, IpAddress network, int length)
    {
        var access = new ReportedAccess(name, name, type, _settings.Order);
        access.Learn(type);
        _byAddress.Add(network, access);
        _networkLength = length;
    }

    /// <summary>The access with an address of a UE, or null.</summary>
    public ReportedAccess? Find(IpAddress address) =>
        _byAddress.TryGetValue(address, out var access) || (_networkLength > 0 && _byAddress.TryGetValue(address.Prefix(_networkLength), out access)) ? access : null;

    /// <summary>The place in the order of preference of the access with an address; last when nothing is known of it.</summary>
    public int PlaceOf(IpAddress address) => Find(address)?.Place ?? _settings.Order.Count;

    /// <summary>The first reports set out.</summary>
    public void Start() => BeginRound(Scheduler.Now);

    /// <summary>An access becomes one of another type, and that is reported.</summary>
    public void Change(string name, string type)
    {
        foreach (var access in _accesses)
        {
            if (access.Name == name && access.Type != type)
            {
                access.Become(type);
                Send(access, Scheduler.Now);
            }
        }
    }

    protected internal override void OnWakeup(Instant now)
    {
        while (_underway.TryPeek(out var first) && first.At <= now)
        {
            _underway.Dequeue();
            Arrive(first, now);
        }

        if (now >= _nextRound)
        {
            BeginRound(now);
        }
    }

    private void BeginRound(Instant now)
    {
        foreach (var access in _accesses)
        {
            Send(access, now);
        }

        _nextRound = now + _settings.Repeat;
        Scheduler.Schedule(this, _nextRound);
    }

    /// <summary>All draws are made for every report, so that one setting does not change what chance does to another.</summary>
    private void Send(ReportedAccess access, Instant now)
    {
        Sent++;
        var isLost = _chance.Chance(_settings.Loss);
        var isWrong = _chance.Chance(_settings.Error);
        var other = _settings.Types.Count > 1 ? _chance.NextInt(_settings.Types.Count - 1) : 0;
        if (isLost || (_settings.FromUe && !CanSpeak(access.Ue, now)))
        {
            Lost++;
            return;
        }

        var type = isWrong ? Another(access.Type, other) : access.Type;
        Wrong += type == access.Type ? 0 : 1;

        // The delay is the same for all, so they arrive in order.
        _underway.Enqueue(new Report(now + _settings.Delay, access, type));
        Scheduler.Schedule(this, now + _settings.Delay);
    }

    private string Another(string type, int index)
    {
        foreach (var candidate in _settings.Types)
        {
            if (candidate != type && index-- == 0)
            {
                return candidate;
            }
        }

        return type;
    }

    /// <summary>One of the UE's accesses takes its packets.</summary>
    private bool CanSpeak(string ue, Instant now) =>
        _accesses.Exists(access => access.Ue == ue && access.Links.Count > 0 && !access.Links[0].Settings.Outages.IsDown(now));

    private void Arrive(in Report report, Instant now)
    {
        var access = report.Access;
        if (access.Reported == report.Type)
        {
            return;
        }

        access.Learn(report.Type);
        if (_events.IsEnabled)
        {
            _events.Record(now, _proxy, "access-reported", $"{access.Name} of {access.Ue} is {report.Type}{(access.IsMisjudged ? $", but it is {access.Type}" : "")}");
        }
    }

    private readonly record struct Report(Instant At, ReportedAccess Access, string Type);
}
