using Mpsim.Models.Apps;
using Mpsim.Models.Hosts;
using Mpsim.Models.Proxy;
using Mpsim.Models.Units;
using Mpsim.Models.Wire;
using Mpsim.Results;

namespace Mpsim.Measuring;

/// <summary>
/// Follows the connections of a flow through hosts and proxies. A proxy keeps the addresses and ports of both ends, or is known to go on for one of them, so these
/// name the connection on either side of it, once the translations of NAPTs are undone.
/// </summary>
internal sealed class FlowTrace
{
    private readonly AddressTranslation _translation;
    private readonly int? _prefixLength;
    private readonly bool _openerHasPaths;
    private readonly bool _openerSends;
    private readonly Dictionary<IpAddress, int> _pathOfAddress = [];
    private readonly Dictionary<(Endpoint Opener, Endpoint Acceptor), ConnectionChain> _byEndpoints = [];
    private readonly List<ConnectionChain> _chains = [];
    private readonly JoinTrace _joins;
    private readonly long[] _finishedUp;
    private readonly long[] _finishedDown;
    private long _finishedRetransmissions;
    private long _finishedSubflows;
    private long _released;
    private Duration _waited = Duration.Zero;

    /// <param name="record">What became of the flow's connections.</param>
    /// <param name="paths">The links whose shares are told, once for each address that its node has on it.</param>
    /// <param name="openerHasPaths">The node of these links is the one that opens connections.</param>
    /// <param name="openerSends">The data that count go from the opener to the acceptor.</param>
    /// <param name="prefixLength">The addresses of the paths are networks of this length, of many hosts; null when they are addresses of one.</param>
    /// <param name="translation">What NAPTs on the way do to addresses.</param>
    public FlowTrace(FlowRecord record, IReadOnlyList<(string Link, IpAddress Address)> paths, bool openerHasPaths, bool openerSends, AddressTranslation translation, int? prefixLength = null)
    {
        _translation = translation;
        _prefixLength = prefixLength;
        Record = record;
        Paths = [.. paths.Select(path => path.Link).Distinct()];
        foreach (var (index, link) in Paths.Index())
        {
            foreach (var path in paths.Where(each => each.Link == link))
            {
                _pathOfAddress.Add(path.Address, index);
            }
        }

        _openerHasPaths = openerHasPaths;
        _openerSends = openerSends;
        _finishedUp = new long[Paths.Count];
        _finishedDown = new long[Paths.Count];
        _joins = new JoinTrace(this);
    }

    public FlowRecord Record { get; }

    /// <summary>Names of the links that stand for the paths.</summary>
    public IReadOnlyList<string> Paths { get; }

    /// <summary>Connections that are not over, in the order of opening.</summary>
    public IReadOnlyList<ConnectionChain> Chains => _chains;

    /// <summary>Data segments sent again so far.</summary>
    public long Retransmissions => _finishedRetransmissions + _chains.Sum(chain => chain.RetransmissionsFrom(_openerSends));

    /// <summary>TCP connections and subflows by which the data of the flow passed its paths so far.</summary>
    public long SubflowCount => _finishedSubflows + _chains.Sum(SubflowsOf);

    /// <summary>What became of the sessions at a proxy; null when there was none. With several proxies on the way, each counts.</summary>
    public SessionCounts? Sessions { get; private set; }

    /// <summary>Sessions that a standby went on with after a crash; null where no proxy with sessions of the flow has crashed.</summary>
    public int? SessionsKept { get; private set; }

    /// <summary>Sessions that a crash has cost; null as before.</summary>
    public int? SessionsLost { get; private set; }

    /// <summary>Octets that told standbys of the flow's packets; null where there is no hot standby.</summary>
    public long? ReplicatedBytes { get; private set; }

    /// <summary>What a packet of the proxy's has waited for the standby, on average; null where there is no hot standby.</summary>
    public Duration? CommitDelay => ReplicatedBytes is null || _released == 0 ? null : new Duration(_waited.Nanoseconds / _released);

    /// <summary>What became of the further subflows that the openers asked for; null where nothing on the way steers them.</summary>
    public JoinCounts? Joins => TellsJoins ? _joins.Counts() : null;

    /// <summary>Something on the way steers subflows, so that it is worth telling what becomes of them.</summary>
    public bool TellsJoins { get; init; }

    /// <summary>The CPE that has the paths in the opener's place; null where they are its own.</summary>
    public string? Cpe { get; init; }

    private bool DataLeaveByPaths => _openerHasPaths == _openerSends;

    /// <param name="socket">The socket, whose other end may be a proxy that is addressed.</param>
    /// <param name="acceptor">The end of the flow that is meant.</param>
    /// <param name="now">Now.</param>
    public void OnOpened(ProtocolSocket socket, Endpoint acceptor, Instant now)
    {
        var chain = new ConnectionChain(socket, acceptor, now);
        _chains.Add(chain);
        _byEndpoints[Key(socket.Local, acceptor)] = chain;
    }

    public void OnAccepted(StreamSocket socket)
    {
        if (_byEndpoints.TryGetValue(Key(socket.Remote, socket.Local), out var chain))
        {
            chain.Acceptor = (ProtocolSocket)socket;
        }
    }

    /// <param name="outcome">What became of a session.</param>
    /// <param name="isLimited">The proxy has limits.</param>
    public void OnSessionSettled(SessionOutcome outcome, bool isLimited)
    {
        var before = Sessions ?? new SessionCounts(0, 0, 0) { Refused = isLimited ? 0 : null, SubflowsRefused = isLimited ? 0 : null };
        Sessions = outcome switch
        {
            SessionOutcome.TakenOver => before with { TakenOver = before.TakenOver + 1 },
            SessionOutcome.Left => before with { Left = before.Left + 1 },
            SessionOutcome.NotOffered => before with { NotOffered = (before.NotOffered ?? 0) + 1 },
            SessionOutcome.Refused => before with { Refused = (before.Refused ?? 0) + 1 },
            _ => before with { Passed = before.Passed + 1 },
        };
    }

    /// <summary>A proxy has crashed, and the standby goes on with a session of the flow, or it is lost.</summary>
    /// <param name="opener">The end that opened it, as the proxy saw it.</param>
    /// <param name="acceptor">The other end.</param>
    /// <param name="isKept">The standby goes on with it.</param>
    public void OnCrash(Endpoint opener, Endpoint acceptor, bool isKept)
    {
        if (!isKept && _byEndpoints.TryGetValue(Key(opener, acceptor), out var chain))
        {
            chain.IsCut = true;
        }

        SessionsKept = (SessionsKept ?? 0) + (isKept ? 1 : 0);
        SessionsLost = (SessionsLost ?? 0) + (isKept ? 0 : 1);
    }

    /// <summary>A packet of the flow was told to a standby.</summary>
    public void OnReplicated(int octets) => ReplicatedBytes = (ReplicatedBytes ?? 0) + octets;

    /// <summary>A packet of the flow has left a proxy with a standby, after waiting for it.</summary>
    public void OnReleased(Duration wait)
    {
        _released++;
        _waited += wait;
    }

    public void OnSubflowRefused()
    {
        var before = Sessions ?? new SessionCounts(0, 0, 0) { Refused = 0 };
        Sessions = before with { SubflowsRefused = (before.SubflowsRefused ?? 0) + 1 };
    }

    public void OnRelayed(Relay relay)
    {
        if (_byEndpoints.TryGetValue(Key(relay.Downstream.Remote, relay.Upstream.Remote), out var chain))
        {
            chain.Add(relay, _translation.BehindNapts);
        }
    }

    /// <summary>The socket that receives the data that passed the paths.</summary>
    public ProtocolSocket? Receiver(ConnectionChain chain) => DataLeaveByPaths ? Peer(chain) : End(chain);

    /// <summary>The socket that sends the data into the paths; null until data have come through, since a proxy may yet step in.</summary>
    public ProtocolSocket? Sender(ConnectionChain chain)
    {
        if (DataLeaveByPaths)
        {
            return End(chain);
        }

        return End(chain) is { } receiver && receiver.Paths[0].Tcp.DataSegmentsReceived > 0 ? Peer(chain) : null;
    }

    /// <summary>The socket that opens further subflows for the opener: its own, or that of its CPE.</summary>
    public ProtocolSocket Joining(ConnectionChain chain) => Cpe is null ? chain.Opener : End(chain) ?? chain.Opener;

    /// <summary>The path that a TCP connection of a <see cref="Receiver"/> or <see cref="Sender"/> takes; negative when it is none of the flow's.</summary>
    public int PathOf(SocketPath path) =>
        _pathOfAddress.TryGetValue(Network(path.Local.Address), out var local) ? local
        : _pathOfAddress.TryGetValue(Network(_translation.BehindNapts(path.Remote).Address), out var sender) ? sender
        : _pathOfAddress.TryGetValue(Network(_translation.Innermost(path.Remote).Address), out var remote) ? remote
        : -1;

    /// <summary>Octets of IP packets that arrived by each path so far in the direction of the data, headers and repetitions included.</summary>
    public long[] WireBytes() => WireBytes(up: DataLeaveByPaths);

    /// <summary>The same in one direction.</summary>
    /// <param name="up">Away from the end that has the paths.</param>
    public long[] WireBytes(bool up)
    {
        var sums = (long[])(up ? _finishedUp : _finishedDown).Clone();
        foreach (var chain in _chains)
        {
            AddWireBytes(chain, up, sums);
        }

        return sums;
    }

    /// <summary>Keeps the counts of connections that are over and lets go of them.</summary>
    public void ForgetFinished()
    {
        _chains.RemoveAll(chain =>
        {
            if (!chain.IsOver)
            {
                return false;
            }

            AddWireBytes(chain, up: true, _finishedUp);
            AddWireBytes(chain, up: false, _finishedDown);
            _joins.Keep(chain);
            _finishedSubflows += SubflowsOf(chain);
            _finishedRetransmissions += chain.RetransmissionsFrom(_openerSends);
            var key = Key(chain.Opener.Local, chain.Acceptance);
            if (_byEndpoints.GetValueOrDefault(key) == chain)
            {
                _byEndpoints.Remove(key);
            }

            return true;
        });
    }

    private IpAddress Network(IpAddress address) => _prefixLength is { } length && length <= address.Width ? address.Prefix(length) : address;

    private (Endpoint Opener, Endpoint Acceptor) Key(Endpoint opener, Endpoint acceptor) => (_translation.Innermost(opener), _translation.Innermost(acceptor));

    private long SubflowsOf(ConnectionChain chain) => Sender(chain)?.Paths.Count ?? 0;

    /// <summary>The part of a connection's way that has the paths: at the end that has them, or beyond the CPE unless that has let the session pass.</summary>
    private int Part(ConnectionChain chain) => !_openerHasPaths ? chain.Relays.Count : Cpe is null ? 0 : chain.PartBeyond(Cpe) ?? 0;

    /// <summary>The socket on the side of the node that has the paths.</summary>
    private ProtocolSocket? End(ConnectionChain chain) => _openerHasPaths ? chain.Near(Part(chain)) : chain.Far(Part(chain));

    /// <summary>The socket at the other end of the paths.</summary>
    private ProtocolSocket? Peer(ConnectionChain chain) => _openerHasPaths ? chain.Far(Part(chain)) : chain.Near(Part(chain));

    private void AddWireBytes(ConnectionChain chain, bool up, long[] sums)
    {
        if ((up ? Peer(chain) : End(chain)) is not { } receiver)
        {
            return;
        }

        for (var i = 0; i < receiver.Paths.Count; i++)
        {
            var path = PathOf(receiver.Paths[i]);
            if (path >= 0)
            {
                sums[path] += receiver.Paths[i].WireBytesReceived;
            }
        }
    }
}
