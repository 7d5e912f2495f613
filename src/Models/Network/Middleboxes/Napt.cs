using Mpsim.Models.Network.Sharing;
using Mpsim.Models.Wire;
using Mpsim.Models.Wire.Tcp;

namespace Mpsim.Models.Network.Middleboxes;

/// <summary>
/// Network address and port translation for TCP (RFC 3022 section 2.2), behaving as RFC 4787 and RFC 5382 ask unless told otherwise:
/// mapping and filtering do not depend on the endpoint, ports are preserved while they are free; public addresses and their ports are shared as <see cref="SharedPorts"/> says. Below is the inside. IPv6 passes as it is.
/// MPTCP's joins name addresses by identifiers, so that a translation does not matter to them (RFC 8684 section 3.2).
/// </summary>
public sealed class Napt : Middlebox
{
    private readonly NaptSettings _settings;
    private readonly Dictionary<(Endpoint Inside, Endpoint Scope), NaptMapping> _mappings = [];
    private readonly Dictionary<Endpoint, NaptMapping> _byOutside = [];

    /// <summary>Who has each public endpoint, former addresses included, or last had it.</summary>
    private readonly Dictionary<Endpoint, Endpoint> _lastInsideOf = [];
    private readonly Dictionary<(Endpoint Inside, Endpoint Remote), NaptSession> _sessions = [];

    /// <summary>How many sessions were opened from inside toward an address, or an endpoint, by a mapping: what its filter lets in.</summary>
    private readonly Dictionary<(NaptMapping Mapping, Endpoint Scope), int> _permits = [];
    private readonly SharedPorts _ports;
    private IpAddress _publicAddress;
    private long _made;
    private long _expired;
    private long _refused;

    /// <summary>Changes of the public address so far.</summary>
    private int _epoch;

    public Napt(NaptSettings settings)
    {
        _settings = settings;
        _publicAddress = settings.PublicAddress;
        _ports = new SharedPorts(settings.Sharing.Addresses.Count > 0 ? settings.Sharing : settings.Sharing with { Addresses = [settings.PublicAddress] });
    }

    public override string Name => "napt";

    public override string Totals => $"{_made} mappings made, {_expired} expired, {_refused} packets refused, {Ports.Refused} for want of a port";

    public NaptSettings Settings => _settings;

    /// <summary>The link or node where it stands.</summary>
    public string StandsAt => Site.Name;

    /// <summary>Who has how many public ports.</summary>
    public PortLedger Ports => _ports.LedgerAt(Now);

    /// <summary>Mappings that exist now.</summary>
    public int Mappings => _mappings.Count;

    /// <summary>The inside endpoint that a public endpoint stands for, or last stood for.</summary>
    public bool TryFindInside(Endpoint outside, out Endpoint inside)
    {
        if (_lastInsideOf.TryGetValue(outside, out inside))
        {
            return true;
        }

        inside = new Endpoint(_settings.ForwardTo, outside.Port);
        return !_settings.ForwardTo.IsNone && outside.Address == _publicAddress;
    }

    /// <summary>
    /// The outside gives another address. What was mapped to the former one cannot go on: none of its packets finds its way any more
    /// (Linux: masquerading forgets the connections of an address that goes).
    /// </summary>
    internal void ChangeAddress(IpAddress address)
    {
        Record("napt-address-changed", $"{_publicAddress} to {address}, {_mappings.Count} mappings lost");
        _publicAddress = address;
        _ports.Renumber(address);
        _mappings.Clear();
        _byOutside.Clear();
        _sessions.Clear();
        _permits.Clear();
        _epoch++;
    }

    /// <summary>A session was not used for as long as its state lets it live; the last one of a mapping takes the mapping with it.</summary>
    internal void Forget(NaptSession session)
    {
        if (session.Mapping.Epoch != _epoch)
        {
            return;
        }

        _sessions.Remove((session.Mapping.Inside, session.Remote));
        if (session.WasOpenedFromInside)
        {
            Count(session, -1);
        }

        if (--session.Mapping.Sessions == 0)
        {
            _expired++;
            _mappings.Remove((session.Mapping.Inside, session.Mapping.Scope));
            _byOutside.Remove(session.Mapping.Outside);
            GiveBack(session.Mapping);
            Record("napt-expired", $"{session.Mapping.Inside} = {session.Mapping.Outside}");
        }
    }

    protected override void Take(Packet packet, Heading heading)
    {
        if (!packet.Source.Address.IsIPv4)
        {
            Pass(packet, heading);
        }
        else if (heading == Heading.Up)
        {
            TakeOutward(packet);
        }
        else
        {
            TakeInward(packet);
        }
    }

    private void TakeOutward(Packet packet)
    {
        if (!_sessions.TryGetValue((packet.Source, packet.Destination), out var session))
        {
            // A connection that is no longer known cannot go on: its port may have gone to another.
            if (!IsOpening(packet.Segment))
            {
                Refuse(packet, Heading.Up, "no session");
                return;
            }

            var scope = Scope(_settings.Mapping, packet.Destination);
            if (!_mappings.TryGetValue((packet.Source, scope), out var mapping) && (mapping = Map(packet.Source, scope, out var shortage)) is null)
            {
                RefusePort(packet, shortage);
                return;
            }

            session = Open(mapping, packet.Destination, fromInside: true);
        }

        session.OnPacket(packet.Segment, Heading.Up, _settings, Now);
        packet.Source = session.Mapping.Outside;
        Pass(packet, Heading.Up);
    }

    private void TakeInward(Packet packet)
    {
        if (!_ports.Has(packet.Destination.Address))
        {
            Refuse(packet, Heading.Down, "not the public address");
            return;
        }

        if (!_byOutside.TryGetValue(packet.Destination, out var mapping) && (mapping = Forward(packet)) is null)
        {
            Refuse(packet, Heading.Down, "no mapping");
            return;
        }

        if (!_sessions.TryGetValue((mapping.Inside, packet.Source), out var session))
        {
            if (!IsOpening(packet.Segment) || !Admits(mapping, packet.Source))
            {
                Refuse(packet, Heading.Down, IsOpening(packet.Segment) ? "filtered" : "no session");
                return;
            }

            session = Open(mapping, packet.Source, fromInside: false);
        }

        session.OnPacket(packet.Segment, Heading.Down, _settings, Now);
        packet.Destination = mapping.Inside;
        Pass(packet, Heading.Down);
    }

    private static bool IsOpening(in Segment segment) => segment.Has(TcpFlags.Syn) && !segment.Has(TcpFlags.Ack);

    /// <summary>The part of a remote endpoint that a behaviour looks at.</summary>
    private static Endpoint Scope(NaptBehaviour behaviour, Endpoint remote) => behaviour switch
    {
        NaptBehaviour.EndpointIndependent => default,
        NaptBehaviour.AddressDependent => new Endpoint(remote.Address, 0),
        _ => remote,
    };

    private bool Admits(NaptMapping mapping, Endpoint remote) =>
        _settings.Filtering == NaptBehaviour.EndpointIndependent
        || mapping.Inside.Address == _settings.ForwardTo
        || _permits.ContainsKey((mapping, Scope(_settings.Filtering, remote)));

    /// <returns>Null when there is no port for it.</returns>
    private NaptMapping? Map(Endpoint inside, Endpoint scope, out PortShortage shortage)
    {
        if (_ports.Take(inside.Address, inside.Port, Now, out shortage) is not { } outside)
        {
            return null;
        }

        var mapping = new NaptMapping(inside, scope, outside, _epoch);
        Add(mapping);
        Record("napt-mapping", $"{inside} = {outside}");
        return mapping;
    }

    private void Add(NaptMapping mapping)
    {
        _mappings.Add((mapping.Inside, mapping.Scope), mapping);
        _byOutside.Add(mapping.Outside, mapping);
        _lastInsideOf[mapping.Outside] = mapping.Inside;
        _made++;
    }

    private void GiveBack(NaptMapping mapping)
    {
        if (mapping.IsForwarded)
        {
            _ports.Release(mapping.Outside);
        }
        else
        {
            _ports.Return(mapping.Inside.Address, mapping.Outside, Now);
        }
    }

    /// <summary>The mapping for a connection from outside to the host that gets those, or null.</summary>
    private NaptMapping? Forward(Packet packet)
    {
        if (_settings.ForwardTo.IsNone || !IsOpening(packet.Segment))
        {
            return null;
        }

        var inside = new Endpoint(_settings.ForwardTo, packet.Destination.Port);
        var scope = Scope(_settings.Mapping, packet.Source);
        if (_mappings.ContainsKey((inside, scope)) || !_ports.TryReserve(packet.Destination, Now))
        {
            return null;
        }

        var mapping = new NaptMapping(inside, scope, packet.Destination, _epoch) { IsForwarded = true };
        Add(mapping);
        Record("napt-mapping", $"{inside} = {mapping.Outside}, forwarded");
        return mapping;
    }

    private NaptSession Open(NaptMapping mapping, Endpoint remote, bool fromInside)
    {
        var session = new NaptSession(mapping, remote, Site.Scheduler, this) { WasOpenedFromInside = fromInside };
        mapping.Sessions++;
        _sessions.Add((mapping.Inside, remote), session);
        if (fromInside)
        {
            Count(session, 1);
        }

        return session;
    }

    private void Count(NaptSession session, int change)
    {
        if (_settings.Filtering == NaptBehaviour.EndpointIndependent)
        {
            return;
        }

        var key = (session.Mapping, Scope(_settings.Filtering, session.Remote));
        var count = _permits.GetValueOrDefault(key) + change;
        if (count == 0)
        {
            _permits.Remove(key);
        }
        else
        {
            _permits[key] = count;
        }
    }

    private void Refuse(Packet packet, Heading heading, string why)
    {
        _refused++;
        Record("napt-refused", $"{packet.Source} > {packet.Destination} {packet.Segment.Flags}: {why}");
        if (_settings.ResetsUnknown && !IsOpening(packet.Segment) && !packet.Segment.Has(TcpFlags.Rst))
        {
            Pass(Reset(packet), heading == Heading.Up ? Heading.Down : Heading.Up);
        }

        Drop(packet);
    }

    /// <summary>There is no port for a SYN: nothing that exists makes room for it (RFC 6888 REQ-11).</summary>
    private void RefusePort(Packet packet, PortShortage shortage)
    {
        _refused++;
        var why = shortage switch
        {
            PortShortage.SubscriberLimit => "it has as many ports as it may",
            PortShortage.SubscriberBlocks => "its blocks are full",
            PortShortage.Blocks => "no block is free",
            PortShortage.Stranger => "it has no block",
            _ => "no port is free",
        };
        Record("napt-refused", $"{packet.Source} > {packet.Destination} {packet.Segment.Flags}: {why}");
        if (_settings.WhenExhausted == NaptExhaustion.Reset)
        {
            Pass(Reset(packet), Heading.Down);
        }

        Drop(packet);
    }

    /// <summary>What a host without the connection would answer (RFC 9293 section 3.10.7.1).</summary>
    private Packet Reset(Packet packet)
    {
        var answer = Site.Pool.Rent();
        answer.Source = packet.Destination;
        answer.Destination = packet.Source;
        ref var reset = ref answer.Segment;
        reset.Flags = packet.Segment.Has(TcpFlags.Ack) ? TcpFlags.Rst : TcpFlags.Rst | TcpFlags.Ack;
        reset.Seq = packet.Segment.Has(TcpFlags.Ack) ? packet.Segment.Ack : 0;
        reset.Ack = packet.Segment.Has(TcpFlags.Ack) ? 0 : packet.Segment.Seq + packet.Segment.SequenceLength;
        reset.Window = 0;
        answer.Measure();
        return answer;
    }
}
