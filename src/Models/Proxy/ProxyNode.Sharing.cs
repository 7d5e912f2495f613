using Mpsim.Models.Hosts;
using Mpsim.Models.Network.Sharing;
using Mpsim.Models.Wire;

namespace Mpsim.Models.Proxy;

// Addresses of the proxy that servers see in the place of the UEs', and the UEs share (draft-deng-mptcp-proxy-01, requirement m2; RFC 6269).
public sealed partial class ProxyNode
{
    /// <summary>The addresses and ports that are shared; null where each server has the ports of the proxy's own address anew.</summary>
    private readonly SharedPorts? _sharedPorts;

    /// <summary>The books where nothing is settled.</summary>
    private readonly PortLedger _ownPorts;

    /// <summary>Who has the port of a connection toward a server: from its SYN until it has left TIME-WAIT.</summary>
    private readonly Dictionary<(Endpoint Own, Endpoint Server), IpAddress> _lentTo = [];

    /// <summary>Ports of sessions whose UE has not yet completed its handshake.</summary>
    private readonly Dictionary<(Endpoint Ue, Endpoint Server), Endpoint> _lentEarly = [];

    /// <summary>Which subscribers have how many ports of this proxy.</summary>
    public PortLedger Ports => _sharedPorts?.LedgerAt(Scheduler.Now) ?? _ownPorts;

    /// <summary>Servers may see an address of the proxy.</summary>
    public bool LendsAddresses => !IsCpe && (_proxy.Source == ProxySource.Own || Services.ConvertPort is not null || Services.SocksPort is not null || Services.PlainMode);

    /// <summary>It is settled how the ports are shared.</summary>
    public bool SharesAddresses => _sharedPorts is not null && LendsAddresses;

    /// <summary>A connection of this proxy is gone, and with it what it has held.</summary>
    private protected override void OnRemoved(SocketPath path)
    {
        if (_lentTo.Count > 0)
        {
            GiveBack(path.Local, path.Remote);
        }

        if (_unanswered.Count > 0)
        {
            _unanswered.Remove(path);
        }
    }

    /// <summary>A port that was lent to a session is free again; any other endpoint is none of this.</summary>
    private void GiveBack(in Endpoint own, in Endpoint server)
    {
        if (!_lentTo.Remove((own, server), out var ue))
        {
            return;
        }

        if (_sharedPorts is not null && _sharedPorts.Has(own.Address))
        {
            _sharedPorts.Return(ue, own, Scheduler.Now);
        }
        else
        {
            Ports.OnReturned(Ports.Of(ue));
        }
    }

    /// <summary>There is an end from which to go on toward a server now.</summary>
    private bool HasSource(in Endpoint ue, in Endpoint server) => _proxy.Source == ProxySource.Ue || ShortageFor(ue, server) is null;

    /// <summary>The end from which a session goes on toward its server.</summary>
    /// <returns>Null when there is no port for it.</returns>
    private Endpoint? ChooseSource(in Endpoint ue, in Endpoint server) => _proxy.Source == ProxySource.Ue ? ue : Lend(ue, server);

    /// <summary>Why there is no port for a session now; null when there is one.</summary>
    private PortShortage? ShortageFor(in Endpoint ue, in Endpoint server)
    {
        if (IsShared(server))
        {
            return _sharedPorts!.ShortageFor(ue.Address, Scheduler.Now);
        }

        var address = OwnAddressToward(server);
        return address.IsNone || FindFree(address, server) is null ? PortShortage.Ports : null;
    }

    /// <summary>Lends a session an address and a port of the proxy's own.</summary>
    /// <returns>Null when there is no port for it, which is written down.</returns>
    private Endpoint? Lend(in Endpoint ue, in Endpoint server)
    {
        if (ShortageFor(ue, server) is { } shortage)
        {
            NoteShortage(ue, server, shortage);
            return null;
        }

        Endpoint own;
        if (IsShared(server))
        {
            own = _sharedPorts!.Take(ue.Address, 0, Scheduler.Now, out _)!.Value;
        }
        else
        {
            own = ChooseLocal(OwnAddressToward(server), server);
            Ports.OnGiven(Ports.Of(ue.Address));
        }

        _ueOf[own] = ue;
        _lentTo[(own, server)] = ue.Address;
        return own;
    }

    /// <summary>Where ports are shared, a session that is taken over has one from its SYN on, so that it need not be given up for want of one when the UE's handshake is done.</summary>
    private void LendEarly(in Endpoint ue, in Endpoint server)
    {
        if (_proxy.Source == ProxySource.Own && IsShared(server) && Lend(ue, server) is { } own)
        {
            _lentEarly[(ue, server)] = own;
        }
    }

    /// <summary>The port that a session was lent with its SYN, which is the caller's from now on; null when there is none.</summary>
    private Endpoint? TakeLent(in Endpoint ue, in Endpoint server) => _lentEarly.Count > 0 && _lentEarly.Remove((ue, server), out var own) ? own : null;

    /// <summary>The addresses that are shared are of IPv4.</summary>
    private bool IsShared(in Endpoint server) => _sharedPorts is not null && !IsCpe && server.Address.IsIPv4;

    /// <summary>A session is not taken over for want of a port.</summary>
    /// <returns>False to forward its SYN.</returns>
    private bool RefusesForWantOfPort(Packet syn, ProxyRule? rule)
    {
        NoteShortage(syn.Source, syn.Destination, ShortageFor(syn.Source, syn.Destination) ?? PortShortage.Ports);
        switch (_proxy.WhenExhausted)
        {
            case PortExhaustion.Drop:
                // It has not been decided: a repetition may find a port.
                return true;
            case PortExhaustion.Reset:
                Settle(SessionOutcome.Refused, syn, NoPort, rule);
                AnswerByReset(syn, null);
                return true;
            default:
                PassFor(syn, NoPort, rule);
                return false;
        }
    }

    private const string NoPort = "the proxy has no free port toward the server";

    private void NoteShortage(in Endpoint ue, in Endpoint server, PortShortage shortage)
    {
        Ports.OnRefused(Ports.Of(ue.Address), shortage);
        CountRefusal(Load.ProxyRefusal.Port);
        if (Events.IsEnabled)
        {
            var why = shortage switch
            {
                PortShortage.SubscriberLimit => "the UE has as many as it may",
                PortShortage.SubscriberBlocks => "the UE's blocks are full",
                PortShortage.Blocks => "no block is free",
                PortShortage.Stranger => "the UE has no block",
                _ => "none is free",
            };
            Events.Record(Scheduler.Now, Name, "port-refused", $"{ue} - {server}: {why}");
        }
    }
}
