using Mpsim.Models.Hosts;
using Mpsim.Models.Wire;

namespace Mpsim.Models.Proxy;

// What sessions and subflows a UE may have: limits that the operator sets (requirements f and i of draft-deng-mptcp-proxy-01), and what was reserved for it (g).
public sealed partial class ProxyNode
{
    /// <summary>Sessions by the name of their subscriber; kept where subscribers have sessions reserved.</summary>
    private readonly Dictionary<string, int> _sessionsOfSubscriber = new(StringComparer.Ordinal);

    /// <summary>What requests for resources and their answers travel by; null where nothing is reserved.</summary>
    public Provision.ProvisionExchange? Signalling => _proxy.Provision;

    private Provision.ProvisionDesk? Provision => _proxy.Provision?.Desk;

    /// <summary>A session that would be taken over may pass instead; limits of rates and of subflows let none pass.</summary>
    private bool MayRefuseSessions => _admission is { LimitsSessions: true } || _proxy.Provision is not null || SharesAddresses || Processor is { Costs.LimitSessions: true };

    /// <returns>Why a further session is not granted; null when it is.</returns>
    private string? ReasonOfLimit(in Endpoint ue, in Endpoint server)
    {
        if (_admission?.ReasonToRefuse(ue, server) is { } reason)
        {
            return reason;
        }

        return Provision is { } desk && desk.SessionsOf(ue.Address) is { } sessions && _sessionsOfSubscriber.GetValueOrDefault(desk.NameOf(ue.Address)) >= sessions
            ? $"{sessions} sessions are reserved for {desk.NameOf(ue.Address)}"
            : null;
    }

    /// <summary>The session may not have a further subflow.</summary>
    /// <param name="session">The UE's side of the session.</param>
    /// <param name="server">The server's end of it.</param>
    /// <param name="from">The UE's address from which the subflow comes.</param>
    private bool IsBeyondLimit(ProtocolSocket session, in Endpoint server, IpAddress from) =>
        (_admission is not null && _admission.RefusesSubflow(session.Remote, server, OpenSubflows(session)))
        || (Provision is { } desk && !desk.GrantsSubflow(session.Remote, server, from, OpenSubflows(session)));

    private void NoteBegun(in Endpoint ue, in Endpoint server)
    {
        _admission?.OnBegun(ue, server);
        CountOfSubscriber(ue, 1);
    }

    private void NoteEnded(in Endpoint ue, in Endpoint server)
    {
        _admission?.OnEnded(ue, server);
        CountOfSubscriber(ue, -1);
        Provision?.OnSessionEnded(ue, server, Scheduler.Now);
    }

    private void CountOfSubscriber(in Endpoint ue, int change)
    {
        if (Provision is { } desk)
        {
            var name = desk.NameOf(ue.Address);
            _sessionsOfSubscriber[name] = _sessionsOfSubscriber.GetValueOrDefault(name) + change;
        }
    }
}
