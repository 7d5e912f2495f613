using Mpsim.Models.Hosts;
using Mpsim.Models.Network;
using Mpsim.Models.Units;
using Mpsim.Models.Wire;
using Mpsim.Models.Wire.Conversion;
using Mpsim.Models.Wire.Mptcp;
using Mpsim.Models.Wire.Tcp;

namespace Mpsim.Models.Proxy;

// Clients that address the proxy itself and name the server: the UE's subflows end at an address of the proxy, wherever it stands, and the server sees
// another one ("address sharing", RFC 8803 section 4.4.2), so that what it sends comes back here.
public sealed partial class ProxyNode
{
    /// <summary>SYNs that are answered when the server has answered; a repetition of one is not looked at.</summary>
    private readonly HashSet<(Endpoint Ue, Endpoint Own)> _held = [];

    /// <summary>Servers of the sessions that clients have asked for, by their sockets.</summary>
    private readonly Dictionary<StreamSocket, Endpoint> _serverOf = [];

    private ProxyServices Services => _proxy.Services;

    private bool IsService(Endpoint own) => HasAddress(own.Address) && (own.Port == Services.ConvertPort || own.Port == Services.SocksPort);

    /// <summary>A SYN to an address of the proxy may be for one of its services.</summary>
    /// <returns>False when it is not.</returns>
    private bool TakesService(Packet syn)
    {
        if (Services.PlainMode && PlainMode.Find(syn.Segment.Options) is { } plain)
        {
            TakePlainMode(syn, plain);
            return true;
        }

        if (syn.Destination.Port == Services.ConvertPort)
        {
            TakeConvert(syn);
            return true;
        }

        if (syn.Destination.Port == Services.SocksPort)
        {
            Accept(syn, SettingsTowardUe(syn.Source, syn.Destination), downstream => new SocksSession(this, downstream).Read());
            return true;
        }

        return false;
    }

    /// <summary>Why a client is not connected to a server; null when it is to be.</summary>
    private Refusal? Judge(Endpoint ue, Endpoint server, out ProxyRule? rule)
    {
        rule = _policy?.Decide(new SessionRequest(ue, server, _capabilities?.Of(server, Scheduler.Now) ?? ServerCapability.Unknown, Sessions, Scheduler.Now) { QuotaIsUsedUp = _proxy.QuotaIsUsedUp?.Invoke(ue.Address) == true });
        if (rule?.Treatment == SessionTreatment.Pass || (_policy is not null && rule is null))
        {
            Settle(SessionOutcome.Passed, ue, server, "the policy says so", rule);
            return Refusal.Policy;
        }

        if (IsOpeningTooMany(ue))
        {
            CountRefusal(Load.ProxyRefusal.HalfOpen);
            Settle(SessionOutcome.Refused, ue, server, "the client is opening as many sessions as it may", rule);
            return Refusal.Resources;
        }

        if (ReasonToRefuse(ue, server) is { } reason)
        {
            Settle(SessionOutcome.Refused, ue, server, reason, rule);
            return Refusal.Resources;
        }

        return null;
    }

    /// <summary>Opens the connection to a server from an address of the proxy's own.</summary>
    /// <param name="ue">The client.</param>
    /// <param name="server">The server.</param>
    /// <param name="session">Who is told.</param>
    /// <param name="settings">Settings of the socket.</param>
    /// <param name="refusal">Why there is no connection.</param>
    private ProtocolSocket? ConnectOwn(StreamSession session, Endpoint ue, Endpoint server, HostSettings settings, out Refusal refusal)
    {
        var hasRoute = !SourceToward(server.Address).IsNone;
        refusal = hasRoute ? Refusal.Resources : Refusal.NoRoute;
        if (!hasRoute || Lend(ue, server) is not { } local)
        {
            return null;
        }

        SessionsTakenOver++;
        _opening++;
        CountHalfOpen(ue, 1);
        SessionsPeak = Math.Max(SessionsPeak, Sessions);
        Processor?.OnDone(Load.ProxyWork.Session);
        NoteBegun(ue, server);
        Settle(SessionOutcome.TakenOver, ue, server, session.How, session.Rule);

        // A server that does not answer is given up before the client gives the proxy up, so that the client is told.
        var patience = settings with { Tcp = settings.Tcp with { SynRetries = Math.Max(1, settings.Tcp.SynRetries - 1) } };
        return Connect(local, server, session, patience, session.Dscp);
    }

    private void StartOwnRelay(StreamSocket downstream, StreamSocket upstream)
    {
        if (_admission is not null || _proxy.Provision is not null)
        {
            _serverOf[downstream] = upstream.Remote;
        }

        StartRelay(downstream, upstream);
    }

    /// <summary>A SYN that is held; its packet goes back to the pool.</summary>
    private static Packet Copy(Packet syn) => new() { Source = syn.Source, Destination = syn.Destination, WireLength = syn.WireLength, Dscp = syn.Dscp, Segment = syn.Segment };

    private static byte DscpOf(StreamSocket socket) => ((ProtocolSocket)socket).Dscp;

    /// <summary>Why a client that asks for a server is not served.</summary>
    private enum Refusal
    {
        Policy,
        Resources,
        NoRoute,
    }

    /// <summary>A session from the client's request to the relay.</summary>
    private abstract class StreamSession : SocketOwner
    {
        /// <summary>In what words the log tells of it.</summary>
        public abstract string How { get; }

        /// <summary>The rule that has decided.</summary>
        public ProxyRule? Rule { get; protected set; }

        /// <summary>Codepoint of the client's packets.</summary>
        public byte Dscp { get; protected init; }
    }
}
