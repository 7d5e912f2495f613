using Mpsim.Models.Hosts;
using Mpsim.Models.Units;
using Mpsim.Models.Wire;

namespace Mpsim.Models.Proxy.Provision;

/// <summary>
/// A UE that has resources reserved at a proxy (draft-deng-mptcp-proxy-01, requirement g). It asks when it attaches, when it opens a session, and
/// before it opens a further subflow; repeats a request until it is answered (RFC 6887 section 8.1.1: after IRT, doubled, without end); refreshes it at
/// half its lifetime (section 11.2.1), with all that it once asked for, so that more is granted when more is free; and opens no more subflows than it was granted.
/// What a session has when a grant becomes smaller it keeps.
/// </summary>
public sealed class ProvisionClient : JoinGate
{
    /// <summary>Timers do not double beyond this (RFC 6887 section 8.1.1: MRT).</summary>
    private static readonly Duration LongestPatience = Duration.FromSeconds(1024);

    private readonly Host _host;
    private readonly ProvisionExchange _exchange;
    private readonly IReadOnlyList<ProvisionWish> _wishes;
    private readonly List<Negotiation> _negotiations = [];
    private readonly List<WantedJoin> _held = [];

    /// <summary>The servers that are meant, which is not whom a connection is opened to where that is a proxy.</summary>
    private readonly List<(ProtocolSocket Socket, Endpoint Server)> _servers = [];
    private long _lastNumber;

    /// <param name="host">The UE.</param>
    /// <param name="exchange">The way to the proxy.</param>
    /// <param name="wishes">What it wants; of wishes for a subscriber the later ones change the earlier.</param>
    /// <param name="way">The propagation delay to the proxy now; null while no access works.</param>
    public ProvisionClient(Host host, ProvisionExchange exchange, IReadOnlyList<ProvisionWish> wishes, Func<Duration?> way)
    {
        (_host, _exchange, _wishes, Way) = (host, exchange, wishes, way);
        host.JoinGate = this;
        foreach (var wish in wishes)
        {
            if (wish.Level == ProvisionLevel.Subscriber)
            {
                exchange.At(wish.At, now => AskForSubscriber(wish, now));
                if (wish.Until != Instant.Never)
                {
                    exchange.At(wish.Until, now => GiveBack(now));
                }
            }
        }
    }

    /// <summary>The propagation delay to the proxy now; null while no access works.</summary>
    internal Func<Duration?> Way { get; }

    /// <summary>The UE has opened a connection.</summary>
    /// <param name="socket">The connection.</param>
    /// <param name="server">The server that is meant.</param>
    public void OnOpened(ProtocolSocket socket, Endpoint server)
    {
        if (socket is not MptcpSocket)
        {
            return;
        }

        _servers.RemoveAll(static each => each.Socket.IsRetired);
        _servers.Add((socket, server));
        if (WishFor(ProvisionLevel.Session, server.Port, null) is { } wish)
        {
            Begin(new Negotiation(new ReservationKey(ProvisionLevel.Session, _host.Name, socket.Local, server), wish.Asked, socket), _exchange.Scheduler.Now);
        }
    }

    public override bool Holds(WantedJoin join)
    {
        if (Permits(join))
        {
            return false;
        }

        _held.Add(join);
        return true;
    }

    public override void OnSubflowGone() => OpenHeld();

    /// <summary>An answer has arrived.</summary>
    internal void OnAnswer(in ProvisionAnswer answer, Instant now)
    {
        var key = answer.Key;
        if (_negotiations.Find(each => each.Key == key) is not { IsOver: false } negotiation || negotiation.Number != answer.Number)
        {
            return;
        }

        negotiation.Answer = answer;
        negotiation.IsAwaited = false;
        if (negotiation is { IsGranted: true, HasBeenGranted: false })
        {
            negotiation.HasBeenGranted = true;
            _exchange.OnGranted(now - negotiation.FirstSentAt);
        }

        // A UE that got less asks again at the same time: something may have become free.
        SetTimer(negotiation, answer.Lifetime / 2);
        OpenHeld();
    }

    private ProvisionWish? WishFor(ProvisionLevel level, ushort port, string? face)
    {
        foreach (var wish in _wishes)
        {
            if (wish.Level == level && (wish.Port is null || wish.Port == port) && (level != ProvisionLevel.Subflow || wish.Interface == face))
            {
                return wish;
            }
        }

        return null;
    }

    private void AskForSubscriber(ProvisionWish wish, Instant now)
    {
        var key = new ReservationKey(ProvisionLevel.Subscriber, _host.Name);
        if (_negotiations.Find(each => each.Key == key) is { } standing)
        {
            standing.Asked = wish.Asked;
            Ask(standing, now);
        }
        else
        {
            Begin(new Negotiation(key, wish.Asked, null), now);
        }
    }

    private void GiveBack(Instant now)
    {
        var key = new ReservationKey(ProvisionLevel.Subscriber, _host.Name);
        if (_negotiations.Find(each => each.Key == key) is { } standing)
        {
            standing.IsWanted = false;
            _negotiations.Remove(standing);
            _exchange.Send(this, new ProvisionRequest(++_lastNumber, key, null), null);
            _host.Events.Record(now, _host.Name, "provision-given-back", key.ToString());
        }
    }

    private void Begin(Negotiation negotiation, Instant now)
    {
        // What is over is let go of now and then, and that is soon enough.
        _negotiations.RemoveAll(static each => each.IsOver);
        _negotiations.Add(negotiation);
        Ask(negotiation, now);
    }

    private void Ask(Negotiation negotiation, Instant now)
    {
        negotiation.Number = ++_lastNumber;
        negotiation.FirstSentAt = now;
        negotiation.HasBeenGranted = false;
        negotiation.Patience = _exchange.Desk.Settings.RepeatAfter;
        _host.Events.Record(now, _host.Name, "provision-requested", $"{negotiation.Key}: {negotiation.Asked}");
        Send(negotiation);
    }

    private void Send(Negotiation negotiation)
    {
        negotiation.IsAwaited = true;
        _exchange.Send(this, new ProvisionRequest(negotiation.Number, negotiation.Key, negotiation.Asked), negotiation.Access);
        SetTimer(negotiation, _exchange.Vary(negotiation.Patience));
    }

    private void SetTimer(Negotiation negotiation, Duration time)
    {
        var timer = ++negotiation.Timers;
        _exchange.At(_exchange.Scheduler.Now + time, _ =>
        {
            if (negotiation.Timers != timer || negotiation.IsOver)
            {
                return;
            }

            negotiation.Patience = negotiation.IsAwaited ? Duration.Min(negotiation.Patience * 2, LongestPatience) : _exchange.Desk.Settings.RepeatAfter;
            Send(negotiation);
        });
    }

    /// <summary>Whether a further subflow may be opened; where one must be asked for, that begins.</summary>
    private bool Permits(WantedJoin join)
    {
        var socket = join.Socket;
        var ue = socket.Local;
        var server = _servers.Find(each => each.Socket == socket).Server;
        if (_host.FindInterface(join.Local)?.Name is { } face && WishFor(ProvisionLevel.Subflow, server.Port, face) is { } wish)
        {
            var key = new ReservationKey(ProvisionLevel.Subflow, _host.Name, ue, server, join.Local);
            if (_negotiations.Find(each => each.Key == key) is { } asked)
            {
                return asked.IsGranted;
            }

            Begin(new Negotiation(key, wish.Asked, socket) { Access = _host.FindInterface(join.Local)?.AccessType }, _exchange.Scheduler.Now);
            return false;
        }

        var own = _negotiations.Find(each => each.Key.Level == ProvisionLevel.Session && each.Key.Ue == ue)
            ?? _negotiations.Find(static each => each.Key.Level == ProvisionLevel.Subscriber);
        if (own is null || own.Asked.Subflows is null)
        {
            return true;
        }

        // Until something is granted a session has the subflow that it began with.
        return OpenSubflows(socket) < (own is { IsGranted: true, Answer.Granted.Subflows: { } granted } ? granted : 1);
    }

    private static int OpenSubflows(ProtocolSocket socket)
    {
        var open = 0;
        foreach (var path in socket.Paths)
        {
            open += path.IsRemoved ? 0 : 1;
        }

        return open;
    }

    private void OpenHeld()
    {
        for (var i = 0; i < _held.Count; i++)
        {
            var join = _held[i];
            var isOver = Negotiation.HasEnded(join.Socket);
            if (isOver || Permits(join))
            {
                _held.RemoveAt(i--);
                if (!isOver)
                {
                    join.Open();
                }
            }
        }
    }
}
