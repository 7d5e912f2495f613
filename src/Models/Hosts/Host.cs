using Mpsim.Models.Kernel;
using Mpsim.Models.Mptcp;
using Mpsim.Models.Network;
using Mpsim.Models.Probes;
using Mpsim.Models.Tcp;
using Mpsim.Models.Tcp.FastOpen;
using Mpsim.Models.Units;
using Mpsim.Models.Wire;
using Mpsim.Models.Wire.Mptcp;
using Mpsim.Models.Wire.Tcp;

namespace Mpsim.Models.Hosts;

/// <summary>A node with a TCP and MPTCP stack: the place where packets meet connections.</summary>
public partial class Host : Node
{
    /// <summary>How many ports there are from which connect() chooses one (Linux: net.ipv4.ip_local_port_range).</summary>
    public const int EphemeralPorts = LastEphemeralPort - FirstEphemeralPort + 1;

    private const int FirstEphemeralPort = 32768;
    private const int LastEphemeralPort = 60999;

    /// <summary>Connections whose state stays in the processor's nearest caches by itself.</summary>
    private const int FewConnections = 64;

    private readonly Dictionary<ushort, Listener> _listeners = [];
    private readonly BlackholeMemory _blackhole = new();
    private readonly Dictionary<IpAddress, int> _lastPort = [];
    private readonly Dictionary<(IpAddress Local, Endpoint Remote), long> _full = [];
    private readonly List<MptcpSocket> _mptcpSockets = [];

    /// <param name="name">Name of the node.</param>
    /// <param name="scheduler">Scheduler of the run.</param>
    /// <param name="pool">Packets of the run.</param>
    /// <param name="chance">Source of initial sequence numbers, keys and nonces.</param>
    /// <param name="settings">What connections are made with.</param>
    /// <param name="events">Log of events.</param>
    public Host(string name, Scheduler scheduler, PacketPool pool, RandomStream chance, HostSettings settings, EventSink? events = null)
        : base(name, pool)
    {
        Scheduler = scheduler;
        Chance = chance;
        Settings = settings;
        Events = events ?? EventSink.None;
    }

    public Scheduler Scheduler { get; }

    public HostSettings Settings { get; }

    public EventSink Events { get; }

    public ConnectionTable Connections { get; } = new();

    internal RandomStream Chance { get; }

    /// <summary>Who may hold further subflows back; null where they are opened at once.</summary>
    public JoinGate? JoinGate { get; set; }

    /// <summary>Where its connections keep their records of data in flight.</summary>
    public RecordPool Records { get; } = new();

    /// <summary>The initial sequence number for what the packet at hand opens in place of a connection in TIME-WAIT; null to draw one.</summary>
    private uint? _initialSequence;

    /// <summary>There is somebody to answer a SYN.</summary>
    private protected virtual bool Welcomes(Packet syn) => HasAddress(syn.Destination.Address) && _listeners.ContainsKey(syn.Destination.Port);

    /// <summary>The initial sequence number of the next connection (RFC 9293 section 3.4.1).</summary>
    internal uint ChooseInitialSequence() => _initialSequence ?? Chance.NextUInt32();

    internal TokenTable Tokens { get; } = new();

    /// <summary>MPTCP connections of which something is left.</summary>
    internal int MptcpConnections => _mptcpSockets.Count;

    /// <summary>Accepts connections to a port, on every address of the host.</summary>
    /// <param name="port">Port.</param>
    /// <param name="accepted">Called with each connection once it is established; sets its owner.</param>
    /// <param name="settings">Settings of these connections, or null for the host's.</param>
    public void Listen(ushort port, Action<StreamSocket> accepted, HostSettings? settings = null) =>
        _listeners.Add(port, new Listener(settings ?? Settings, accepted, new FastOpenQueue()));

    /// <summary>Opens a connection: the SYN leaves before the call returns.</summary>
    /// <param name="local">Local address, which decides the initial path.</param>
    /// <param name="remote">Where to.</param>
    /// <param name="owner">Who is told.</param>
    /// <param name="settings">Settings of this connection, or null for the host's.</param>
    public ProtocolSocket Connect(IpAddress local, Endpoint remote, SocketOwner owner, HostSettings? settings = null)
    {
        settings ??= Settings;
        return Connect(ChooseLocal(local, remote), remote, owner, settings);
    }

    /// <summary>Opens a connection from a port of the caller's choice, as after bind().</summary>
    /// <param name="local">Where from.</param>
    /// <param name="remote">Where to.</param>
    /// <param name="owner">Who is told.</param>
    /// <param name="settings">Settings of this connection, or null for the host's.</param>
    /// <param name="writesFirst">As <see cref="ConnectToWrite"/>.</param>
    public ProtocolSocket ConnectFrom(Endpoint local, Endpoint remote, SocketOwner owner, HostSettings? settings = null, bool writesFirst = false) =>
        Connect(local, remote, owner, settings ?? Settings, null, writesFirst);

    /// <summary>A connection that is opened now offers MPTCP: it speaks it, and SYNs with it are not known to vanish.</summary>
    public bool OffersMptcp(HostSettings settings) => settings.SpeaksMptcp && !_blackhole.Holds(Scheduler.Now, settings.Mptcp.BlackholeTimeout);

    /// <summary>No longer accepts connections to a port; those that were accepted are not touched.</summary>
    public void StopListening(ushort port) => _listeners.Remove(port);

    private protected ProtocolSocket Connect(Endpoint local, Endpoint remote, SocketOwner? owner, HostSettings settings, byte? dscp = null, bool writesFirst = false, bool asksForCookie = false)
    {
        var codepoint = dscp ?? settings.Dscp;
        var offer = writesFirst || asksForCookie ? OfferFastOpen(local.Address, remote.Address, settings.FastOpen, writesFirst) : null;
        var own = settings.SynOptions.Count > 0 ? settings.Tcp with { SynOptions = settings.SynOptions } : null;
        if (OffersMptcp(settings))
        {
            var mptcp = new MptcpSocket(this, new MptcpConnection(settings.Mptcp, settings.Tcp, Tokens.DrawKey(Chance), Records) { Literals = Pool.Literals }, null) { Owner = owner, Dscp = codepoint, TimeToLive = settings.TimeToLive };
            mptcp.Open(local, remote, offer, own);
            return mptcp;
        }

        var connection = MakeConnection(own ?? settings.Tcp, local, remote);
        var tcp = new TcpSocket(this, connection, local, remote, null) { Owner = owner, Dscp = codepoint, TimeToLive = settings.TimeToLive };
        tcp.Open(offer);
        return tcp;
    }

    /// <summary>A connection may be opened between two endpoints: there is none, or one in TIME-WAIT that may make room.</summary>
    /// <param name="local">Our end.</param>
    /// <param name="remote">The peer's end.</param>
    /// <param name="reuseAfter">
    /// How long TIME-WAIT must have lasted, so that the clock in the timestamps has moved (RFC 7323 section 5.3; Linux:
    /// tcp_twsk_unique); null when it never makes room.
    /// </param>
    public bool IsFree(Endpoint local, Endpoint remote, Duration? reuseAfter) => Connections.Find(local, remote) is not { Tcp: var old }
        || (old is { State: TcpState.TimeWait, UsesTimestamps: true } && reuseAfter is { } wait && old.InTimeWait(Scheduler.Now) > wait);

    /// <summary>
    /// The connection of an active open. One that takes the place of another in TIME-WAIT goes on with its clock, and begins beyond
    /// all that the peer may still have of it (RFC 6191 section 2; Linux: tcp_twsk_unique).
    /// </summary>
    private TcpConnection MakeConnection(TcpSettings settings, Endpoint local, Endpoint remote)
    {
        var initialSequence = Chance.NextUInt32();
        var timestampOffset = Chance.NextUInt32();
        if (Connections.Find(local, remote) is { Tcp: { State: TcpState.TimeWait, UsesTimestamps: true } old, Socket: var socket })
        {
            initialSequence = old.SndNxt + 65535 + 2;
            timestampOffset = old.TimestampOffset;
            socket.Abort();
        }

        return new TcpConnection(settings, initialSequence, timestampOffset, records: Records) { HeaderLength = Segment.HeaderLengthTo(remote), PathMtu = PathMtuTo(remote.Address) };
    }

    public override void Receive(Packet packet, Interface arrivedOn)
    {
        if (packet.Outer is not null)
        {
            ReceiveInTunnel(packet);
            return;
        }

        var path = Match(packet);
        if (packet.Segment.Options is { Unknown.Count: > 0 } options && options.HasUnknown(SegmentOptions.Md5Signature) && (path is not null || HasAddress(packet.Destination.Address)))
        {
            // RFC 2385 section 2: no connection here has a key, so a signed segment cannot be verified, and is dropped without an answer. What only passes is not for this host to judge.
            Pool.Return(packet);
            return;
        }

        if (path is null)
        {
            ReceiveUnmatched(packet, arrivedOn);
            return;
        }

        if (packet.Segment.IsOpeningSyn && path.Tcp.MakesWayFor(packet.Segment, out var initialSequence) && Welcomes(packet))
        {
            path.Socket.EndTimeWait(path, Scheduler.Now);
            _initialSequence = initialSequence;
            ReceiveUnmatched(packet, arrivedOn);
            _initialSequence = null;
            return;
        }

        if (_synCookie is not null && TakesAsFirstAnswered(path, packet))
        {
            Pool.Return(packet);
            return;
        }

        path.WireBytesReceived += packet.WireLength;
        if (packet.Ecn == EcnCodepoint.Ce)
        {
            path.Tcp.OnCongestionExperienced(packet.Segment);
        }

        path.Socket.OnSegment(path, Scheduler.Now, packet.Segment);
        Pool.Return(packet);
    }

    /// <summary>The connection that a packet belongs to, or null. What a link has foreseen saves the look into the table, where it still holds.</summary>
    private SocketPath? Match(Packet packet) =>
        packet.Foreseen is SocketPath { IsRemoved: false } foreseen && foreseen.Socket.Host == this && foreseen.Remote == packet.Source && foreseen.Local == packet.Destination
            ? foreseen
            : Connections.Find(packet.Destination, packet.Source);

    protected internal override void Anticipate(Packet packet) => Connections.Anticipate(packet.Destination, packet.Source);

    protected internal override Recipient? Foresee(Packet packet) => Connections.Foresee(packet.Destination, packet.Source);

    /// <summary>A packet in a tunnel that does not end here.</summary>
    private protected virtual void ReceiveInTunnel(Packet packet) => Pool.Return(packet);

    /// <summary>A packet that belongs to no connection: one for a listener, one that is answered by RST, or one that is not for this host.</summary>
    protected virtual void ReceiveUnmatched(Packet packet, Interface arrivedOn)
    {
        if (HasAddress(packet.Destination.Address))
        {
            var listener = _listeners.GetValueOrDefault(packet.Destination.Port);
            if (packet.Segment.IsOpeningSyn && packet.Segment.Options?.MpJoin is { } join && (listener is null || listener.Settings.SpeaksMptcp))
            {
                ReceiveJoin(packet, join);
            }
            else if (listener is null || packet.Segment.Has(TcpFlags.Ack))
            {
                AnswerByReset(packet, null);
            }
            else if (packet.Segment.IsOpeningSyn)
            {
                Accept(packet, listener.Settings, listener.Accepted, listener.FastOpens);
            }
        }

        Pool.Return(packet);
    }

    /// <summary>Makes the socket of the side that listens, and hands it the SYN.</summary>
    /// <param name="syn">The SYN.</param>
    /// <param name="settings">What the connection is made with.</param>
    /// <param name="accepted">Called once it is established, or at once when Fast Open makes it usable at once.</param>
    protected ProtocolSocket Accept(Packet syn, HostSettings settings, Action<StreamSocket> accepted) =>
        Accept(syn, settings, accepted, _fastOpensWithoutListener ??= new FastOpenQueue());

    /// <param name="syn">The SYN.</param>
    /// <param name="settings">What the connection is made with.</param>
    /// <param name="accepted">Called once it is established, or at once when Fast Open makes it usable at once.</param>
    /// <param name="fastOpens">Where it is counted while only its SYN vouches for it.</param>
    private protected ProtocolSocket Accept(Packet syn, HostSettings settings, Action<StreamSocket> accepted, FastOpenQueue fastOpens)
    {
        var fastOpen = AnswerFastOpen(syn, settings.FastOpen, fastOpens);
        var local = syn.Destination;
        var remote = syn.Source;
        if (settings.SpeaksMptcp && syn.Segment.Options?.MpCapable is not null)
        {
            var mptcp = new MptcpSocket(this, new MptcpConnection(settings.Mptcp, settings.Tcp, Tokens.DrawKey(Chance), Records) { Literals = Pool.Literals }, accepted) { Dscp = syn.Dscp, TimeToLive = settings.TimeToLive };
            mptcp.Listen(local, remote, Scheduler.Now, syn.Segment, fastOpen);
            mptcp.Paths[0].WireBytesReceived += syn.WireLength;
            return mptcp;
        }

        var connection = new TcpConnection(settings.Tcp, ChooseInitialSequence(), Chance.NextUInt32(), records: Records) { HeaderLength = Segment.HeaderLengthTo(remote), PathMtu = PathMtuTo(remote.Address) };
        var tcp = new TcpSocket(this, connection, local, remote, accepted) { Dscp = syn.Dscp, TimeToLive = settings.TimeToLive };
        connection.Listen(fastOpen);
        tcp.Paths[0].WireBytesReceived += syn.WireLength;
        tcp.OnSegment(tcp.Paths[0], Scheduler.Now, syn.Segment);
        return tcp;
    }

    /// <summary>The connection that a join's token names, or null.</summary>
    protected MptcpSocket? FindByToken(uint token) => Tokens.Find(token);

    /// <summary>A SYN with MP_JOIN (RFC 8684 section 3.2): a token that is not known is answered by RST, as Linux does with reason 1.</summary>
    protected void ReceiveJoin(Packet packet, MpJoin join)
    {
        if (FindByToken(join.Token) is not { } socket || !socket.Connection.AcceptsJoins)
        {
            AnswerByReset(packet, new SegmentOptions { MpTcpRst = new MpTcpRst(false, MpTcpRst.MptcpSpecificError) });
        }
        else if (!socket.Connection.AcceptsJoinsTo(packet.Destination))
        {
            AnswerByReset(packet, new SegmentOptions { MpTcpRst = new MpTcpRst(false, MpTcpRst.AdministrativelyProhibited) });
        }
        else
        {
            socket.AcceptJoin(packet, Scheduler.Now);
        }
    }

    /// <summary>RFC 9293 section 3.10.7.1: a segment for a connection that does not exist is answered by RST, an RST by nothing.</summary>
    protected void AnswerByReset(Packet packet, SegmentOptions? options)
    {
        ref var segment = ref packet.Segment;
        if (segment.Has(TcpFlags.Rst))
        {
            return;
        }

        var answer = Pool.Rent();
        answer.Source = packet.Destination;
        answer.Destination = packet.Source;
        ref var reset = ref answer.Segment;
        if (segment.Has(TcpFlags.Ack))
        {
            reset.Seq = segment.Ack;
            reset.Ack = 0;
            reset.Flags = TcpFlags.Rst;
        }
        else
        {
            reset.Seq = 0;
            reset.Ack = segment.Seq + segment.SequenceLength;
            reset.Flags = TcpFlags.Rst | TcpFlags.Ack;
        }

        reset.Window = 0;
        reset.Options = options;
        answer.Measure();
        Forward(answer);
    }

    internal void Send(Packet packet, SocketPath path)
    {
        packet.Source = path.Local;
        packet.Destination = path.Remote;
        packet.Dscp = path.Socket.Dscp;
        packet.TimeToLive = path.Socket.TimeToLive;
        packet.Ecn = path.Tcp.TakeCodepoint();
        packet.Measure();
        path.WireBytesSent += packet.WireLength;
        if (_isMute)
        {
            Pool.Return(packet);
            return;
        }

        OnSending(path);
        if (path.RouteVersion == Routing.Version)
        {
            InterfaceAt(path.RouteIndex).Send(packet);
        }
        else
        {
            ForwardFirst(packet, path);
        }
    }

    /// <summary>Sends the first packet of a path since the routes have changed. The interface that the routes name is remembered: its addresses stay the same.</summary>
    private void ForwardFirst(Packet packet, SocketPath path)
    {
        if (Routing.Lookup(packet.Source.Address, packet.Destination.Address) is { Index: >= 0 and <= ushort.MaxValue } via)
        {
            path.RouteVersion = Routing.Version;
            path.RouteIndex = (ushort)via.Index;
        }

        Forward(packet);
    }

    /// <summary>A connection sends a packet.</summary>
    private protected virtual void OnSending(SocketPath path)
    {
    }

    internal void Add(SocketPath path)
    {
        Connections.Add(path);
        HasForesight |= Connections.Count > FewConnections;
    }

    internal void Remove(SocketPath path)
    {
        if (!path.IsRemoved)
        {
            path.IsRemoved = true;
            path.Tcp.ConcludeFastOpen(Scheduler.Now);
            Connections.Remove(path);
            OnRemoved(path);
        }
    }

    /// <summary>A connection is gone.</summary>
    private protected virtual void OnRemoved(SocketPath path)
    {
    }

    internal void AddMptcp(MptcpSocket socket)
    {
        socket.HostIndex = _mptcpSockets.Count;
        _mptcpSockets.Add(socket);
        Tokens.Add(socket);
    }

    /// <summary>An MPTCP connection that this host opened has learnt whether the peer hears MPTCP.</summary>
    internal void OnMptcpOffered(MptcpConnection connection)
    {
        if (connection.FellIntoBlackhole)
        {
            _blackhole.OnBlackhole(Scheduler.Now, connection.Settings.BlackholeTimeout);
        }
        else if (connection.Phase != MptcpPhase.Fallback)
        {
            _blackhole.OnMptcp();
        }
    }

    internal void RemoveMptcp(MptcpSocket socket)
    {
        Tokens.Remove(socket);
        var last = _mptcpSockets[^1];
        _mptcpSockets[socket.HostIndex] = last;
        last.HostIndex = socket.HostIndex;
        _mptcpSockets.RemoveAt(_mptcpSockets.Count - 1);
    }

    /// <summary>The interface with an address is there and up.</summary>
    internal virtual bool CanUse(IpAddress local) => FindInterface(local) is { IsUp: true };

    /// <summary>The address from which packets to a remote one go when nobody says: one of its family on the interface that the route names.</summary>
    /// <returns>No address when there is no such way.</returns>
    internal IpAddress SourceToward(IpAddress remote) => Routing.Lookup(default, remote)?.AddressOf(remote.Family) ?? default;

    /// <summary>A free port of a local address.</summary>
    /// <exception cref="InvalidOperationException">Every port toward that remote endpoint is in use.</exception>
    internal Endpoint ChooseLocal(IpAddress address, Endpoint remote)
    {
        var local = FindFree(address, remote) ?? throw new InvalidOperationException($"{Name} has no free port left on {address} toward {remote}");
        _lastPort[address] = local.Port;
        return local;
    }

    /// <summary>A connection can be opened from a local address to a remote endpoint; otherwise connect() would say EADDRNOTAVAIL.</summary>
    public bool HasFreePort(IpAddress address, Endpoint remote) => FindFree(address, remote) is not null;

    /// <summary>The port that would be chosen next; null when every one toward that remote endpoint is in use.</summary>
    private protected Endpoint? FindFree(IpAddress address, Endpoint remote)
    {
        // Where all were taken and no connection has ended since, each of thousands of attempts would look at all of them again.
        if (_full.TryGetValue((address, remote), out var ended) && ended == Connections.Removals)
        {
            return null;
        }

        int port = _lastPort.GetValueOrDefault(address, FirstEphemeralPort - 1);
        for (var tried = FirstEphemeralPort; tried <= LastEphemeralPort; tried++)
        {
            port = port == LastEphemeralPort ? FirstEphemeralPort : port + 1;
            var local = new Endpoint(address, (ushort)port);
            if (Connections.Find(local, remote) is null)
            {
                return local;
            }
        }

        _full[(address, remote)] = Connections.Removals;
        return null;
    }

    protected internal override void OnInterfaceChanged(Interface changed, bool up)
    {
        for (var i = _mptcpSockets.Count - 1; i >= 0; i--)
        {
            _mptcpSockets[i].OnInterfaceChanged(changed, up, Scheduler.Now);
        }
    }

    private sealed record Listener(HostSettings Settings, Action<StreamSocket> Accepted, FastOpenQueue FastOpens);
}
