using Mpsim.Models.Kernel;
using Mpsim.Models.Mptcp;
using Mpsim.Models.Mptcp.Paths;
using Mpsim.Models.Network;
using Mpsim.Models.Tcp;
using Mpsim.Models.Tcp.FastOpen;
using Mpsim.Models.Units;
using Mpsim.Models.Wire;
using Mpsim.Models.Wire.Mptcp;
using Mpsim.Models.Wire.Tcp;

namespace Mpsim.Models.Hosts;

/// <summary>A socket over an MPTCP connection, which may turn out to be plain TCP.</summary>
public sealed class MptcpSocket : ProtocolSocket
{
    private readonly MptcpConnection _connection;
    private SocketPath[] _paths = [];

    /// <summary>The path of the last segment, which an answer mostly takes.</summary>
    private SocketPath? _lastPath;
    private int _changesSeen;
    private bool _offerIsAnswered;
    private MptcpPhase _lastPhase;
    private SubflowPhase[]? _lastSubflowPhases;

    internal MptcpSocket(Host host, MptcpConnection connection, Action<StreamSocket>? accepted)
        : base(host, accepted)
    {
        _connection = connection;
        host.AddMptcp(this);
    }

    public MptcpConnection Connection => _connection;

    public override IReadOnlyList<SocketPath> Paths => _paths;

    /// <summary>The peer's key, which MP_FASTCLOSE must bear (RFC 8684 section 3.5); null where the connection speaks TCP.</summary>
    public ulong? PeerKey => _connection is { Phase: not MptcpPhase.Fallback, RemoteKey: not 0 and var key } ? key : null;

    public override Endpoint Local => _paths[0].Local;

    public override Endpoint Remote => _paths[0].Remote;

    public override long WriteSpace => _connection.WriteSpace;

    public override long Readable => IsAborted ? 0 : _connection.Readable;

    public override bool AtEnd => !IsAborted && _connection.AtEnd;

    public override bool IsEstablished => _connection.IsOpen;

    /// <summary>Place in the host's list of MPTCP sockets.</summary>
    internal int HostIndex { get; set; }

    protected override Instant NextTimeout => _connection.NextTimeout;

    protected override bool IsGone => _connection.Phase == MptcpPhase.Closed && Array.TrueForAll(_paths, static path => path.IsRemoved);

    public override long Write(Payload payload, long count)
    {
        var taken = _connection.Write(payload, count);
        Pump(Host.Scheduler.Now);
        return taken;
    }

    public override bool TryRead(long maximum, out Payload payload, out long count)
    {
        if (IsAborted)
        {
            payload = default;
            count = 0;
            return false;
        }

        var read = _connection.TryRead(maximum, Host.Scheduler.Now, out payload, out count);
        Pump(Host.Scheduler.Now);
        return read;
    }

    public override void CloseWrite()
    {
        _connection.CloseWrite(Host.Scheduler.Now);
        Pump(Host.Scheduler.Now);
    }

    public override void Abort()
    {
        _connection.Abort(Host.Scheduler.Now);
        Pump(Host.Scheduler.Now);
    }

    /// <summary>Makes a subflow a backup or a regular one again, and asks the peer to do the same (MP_PRIO, RFC 8684 section 3.3.8).</summary>
    public void SetBackup(Subflow subflow, bool backup)
    {
        _connection.SetBackup(subflow, backup);
        Pump(Host.Scheduler.Now);
    }

    /// <summary>A further subflow may be opened or accepted, whether or not there is one.</summary>
    public bool MayBeJoined => _connection.AcceptsJoins;

    /// <summary>Asks the peer on each established subflow whether it is there; <see cref="SocketPath.LastHeard"/> tells.</summary>
    public void AskForLife()
    {
        _connection.AskForLife();
        Pump(Host.Scheduler.Now);
    }

    internal void Open(Endpoint local, Endpoint remote, FastOpenOffer? offer, TcpSettings? own)
    {
        AddPath(_connection.Open(local, remote, Host.Chance.NextUInt32(), Host.Chance.NextUInt32(), offer, own));
        Pump(Host.Scheduler.Now);
    }

    internal void Listen(Endpoint local, Endpoint remote, Instant now, in Segment syn, FastOpenAnswer? answer)
    {
        var path = AddPath(_connection.Listen(local, remote, Host.ChooseInitialSequence(), Host.Chance.NextUInt32(), answer: answer));
        OnSegment(path, now, syn);
    }

    /// <summary>Listens where another has answered in this end's place, with a sequence number, timestamps and options of its choice.</summary>
    internal void ListenInPlace(Endpoint local, Endpoint remote, Instant now, in Segment syn, in Segment answer, TcpSettings settings)
    {
        var path = AddPath(_connection.Listen(local, remote, answer.Seq, HandshakeInPlace.TimestampOffset(answer, now), settings));
        OnSegment(path, now, syn);
    }

    /// <summary>Listens where the SYN was answered some time ago by a cookie, of which the caller has made the SYN again.</summary>
    internal void ListenByCookie(Endpoint local, Endpoint remote, Instant sentAt, in Segment syn, uint cookie, uint timestampOffset, TcpSettings settings)
    {
        var path = AddPath(_connection.Listen(local, remote, cookie, timestampOffset, settings));
        OnSegment(path, sentAt, syn);
    }

    internal void AcceptJoin(Packet syn, Instant now)
    {
        var path = AddPath(_connection.AcceptJoin(syn.Destination, syn.Source, Host.ChooseInitialSequence(), Host.Chance.NextUInt32(), Host.Chance.NextUInt32()));
        path.WireBytesReceived += syn.WireLength;
        OnSegment(path, now, syn.Segment);
    }

    /// <summary>Takes in a subflow whose SYN was answered before its third ACK has proven the keys; the answer is made once more, and not sent.</summary>
    internal void AcceptProvenJoin(Packet ack, PendingJoin join, Instant now)
    {
        var path = AddPath(_connection.AcceptJoin(ack.Destination, ack.Source, join.Sequence, join.TimestampOffset, join.Nonce));
        path.WireBytesReceived += ack.WireLength;
        _connection.OnSegment(path.Subflow!, now, join.Syn);
        var answer = new Packet { Source = path.Local, Destination = path.Remote };
        path.Tcp.TryEmit(join.AnsweredAt, ref answer.Segment);
        answer.Measure();
        path.WireBytesSent += answer.WireLength;
        OnSegment(path, now, ack.Segment);
    }

    /// <summary>An interface of the host went up or down.</summary>
    internal void OnInterfaceChanged(Interface changed, bool up, Instant now)
    {
        if (up)
        {
            foreach (var address in changed.Addresses)
            {
                _connection.OnAddressAvailable(address, now);
            }
        }
        else
        {
            _connection.OnAddressesLost(changed.Addresses, now);
        }

        Pump(now);
    }

    internal override void Anticipate(bool hasData)
    {
        base.Anticipate(hasData);
        MptcpConnection.Anticipate(_connection, hasData);
    }

    internal override void AnticipateDetails(bool hasData)
    {
        base.AnticipateDetails(hasData);
        _connection.AnticipateDetails(hasData);
    }

    internal override void OnSegment(SocketPath path, Instant now, in Segment segment)
    {
        if (_lastPath != path)
        {
            _lastPath = path;
        }

        _connection.OnSegment(path.Subflow!, now, segment);
        Pump(now);
    }

    internal override void EndTimeWait(SocketPath path, Instant now)
    {
        _connection.EndTimeWait(path.Subflow!, now);
        Pump(now);
    }

    protected override void OnTimeout(Instant now) => _connection.OnTimeout(now);

    protected override TcpEvents TakeEvents() => _connection.TakeEvents();

    protected override bool TrySendNext(Instant now)
    {
        var packet = Host.Pool.Peek();
        if (!_connection.TryEmit(now, out var subflow, ref packet.Segment))
        {
            return _connection.WantsJoins && OpenRequestedSubflows();
        }

        Host.Pool.TakePeeked();
        Host.Send(packet, _lastPath is { } last && last.Subflow == subflow ? last : _paths[subflow.Index]);
        return true;
    }

    /// <returns>True when a subflow was opened, whose SYN is to be sent.</returns>
    private bool OpenRequestedSubflows()
    {
        var opened = false;
        while (_connection.TryTakeJoin(out var request))
        {
            opened |= (Host.JoinGate is not { } gate || !gate.Holds(new WantedJoin(this, request))) && Join(request);
        }

        return opened;
    }

    /// <summary>Opens a subflow that a <see cref="JoinGate"/> has held back; one that is no longer possible, or is there already, is given up.</summary>
    /// <param name="request">What was held.</param>
    internal void JoinNow(JoinRequest request)
    {
        if (!_connection.AcceptsJoins || Array.Exists(_paths, path => !path.IsRemoved && path.Local.Address == request.Local && path.Remote == request.Remote))
        {
            _connection.OnJoinImpossible(request.Local);
        }
        else
        {
            Join(request);
        }

        Pump(Host.Scheduler.Now);
    }

    /// <returns>True when the subflow was opened, whose SYN is to be sent.</returns>
    private bool Join(in JoinRequest request)
    {
        // A request that leaves the address open is answered by the routes, as connect() is.
        var address = request.Local.IsNone ? Host.SourceToward(request.Remote.Address) : request.Local;
        if (address.IsNone || !Host.CanUse(address) || !Host.HasFreePort(address, request.Remote))
        {
            _connection.OnJoinImpossible(request.Local);
            return false;
        }

        var local = Host.ChooseLocal(address, request.Remote);
        AddPath(_connection.Join(request, local, Host.Chance.NextUInt32(), Host.Chance.NextUInt32(), Host.Chance.NextUInt32()));
        return true;
    }

    protected override void RemoveClosedPaths()
    {
        if (_changesSeen == _connection.Changes)
        {
            return;
        }

        _changesSeen = _connection.Changes;
        if (!_offerIsAnswered && _connection.Subflows[0].IsOpener && _connection.IsOpen)
        {
            _offerIsAnswered = true;
            Host.OnMptcpOffered(_connection);
        }

        if (Host.Events.IsEnabled)
        {
            LogChanges();
        }

        for (var i = 0; i < _paths.Length; i++)
        {
            var path = _paths[i];
            if (path.Tcp.State == TcpState.Closed && !path.IsRemoved)
            {
                Host.Remove(path);
            }
        }
    }

    protected override void OnRetired() => Host.RemoveMptcp(this);

    private SocketPath AddPath(Subflow subflow)
    {
        // One or two for nearly every connection; a list would take as much memory again.
        var path = new SocketPath(this, subflow.Tcp, subflow);
        Array.Resize(ref _paths, _paths.Length + 1);
        _paths[^1] = path;
        Host.Add(path);
        return path;
    }

    /// <summary>Writes changes of state to the log of events.</summary>
    private void LogChanges()
    {
        var now = Host.Scheduler.Now;
        if (_connection.Phase != _lastPhase)
        {
            _lastPhase = _connection.Phase;
            var kind = _lastPhase switch
            {
                MptcpPhase.Established => "mptcp-established",
                MptcpPhase.FullyEstablished => "mptcp-fully-established",
                MptcpPhase.Fallback => "fallback",
                _ => "mptcp-closed",
            };
            Host.Events.Record(now, Host.Name, kind, _lastPhase == MptcpPhase.Fallback ? $"{Local} - {Remote}: {_connection.FallbackReason}" : $"{Local} - {Remote}");
        }

        _lastSubflowPhases ??= new SubflowPhase[2];
        for (var i = 0; i < _paths.Length; i++)
        {
            if (i == _lastSubflowPhases.Length)
            {
                Array.Resize(ref _lastSubflowPhases, i * 2);
            }

            var phase = _paths[i].Subflow!.Phase;
            if (phase == _lastSubflowPhases[i])
            {
                continue;
            }

            _lastSubflowPhases[i] = phase;
            if (phase is SubflowPhase.Established or SubflowPhase.Closed)
            {
                var why = phase == SubflowPhase.Closed && _paths[i].Subflow!.PeerReset is { } reset ? $": reset by the peer with reason {reset.Reason}" : "";
                Host.Events.Record(now, Host.Name, phase == SubflowPhase.Established ? "subflow-established" : "subflow-closed", $"{_paths[i].Local} - {_paths[i].Remote}{why}");
            }
        }
    }
}
