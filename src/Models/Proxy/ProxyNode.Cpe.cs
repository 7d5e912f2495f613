using Mpsim.Models.Hosts;
using Mpsim.Models.Network;
using Mpsim.Models.Proxy.Load;
using Mpsim.Models.Wire;
using Mpsim.Models.Wire.Tcp;

namespace Mpsim.Models.Proxy;

// A proxy at the customer's premises (draft-deng-mptcp-proxy-01, use-case 1): the reverse of taking over. Plain TCP of the LAN ends here and goes on
// over MPTCP from the addresses of the uplinks, to a proxy in the network or to a server that speaks MPTCP; with any other it falls back by itself.
public sealed partial class ProxyNode
{
    private bool IsCpe => _proxy.Mode == ProxyMode.Cpe;

    private bool IsUplink(Interface face)
    {
        for (var i = 0; i < _proxy.Uplinks.Count; i++)
        {
            if (_proxy.Uplinks[i] == face.Name)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>An opening SYN that comes from the LAN and is not for another host there. While the uplink of the route is down there may be none, and another uplink does.</summary>
    private bool LeavesLan(Packet syn, Interface arrivedOn) =>
        !IsUplink(arrivedOn) && (Routing.Lookup(syn.Source.Address, syn.Destination.Address) is not { } leaves || IsUplink(leaves));

    /// <returns>False to forward the SYN.</returns>
    private bool TakesFromLan(Packet syn, Interface arrivedOn)
    {
        if (syn.Segment.Options is { MpJoin: not null } || !LeavesLan(syn, arrivedOn))
        {
            return false;
        }

        if (_passedSyns.HasPassed(syn))
        {
            // What was decided of the session stays decided.
            _passedSyns.Note(syn, Scheduler.Now);
            return false;
        }

        if (ReasonToLeaveAlone(syn) is { } reason)
        {
            PassFor(syn, reason, null);
            return false;
        }

        if (ReasonToRefuse(syn.Source, syn.Destination) is { } refusal)
        {
            PassFor(syn, refusal, null, SessionOutcome.Refused);
            return false;
        }

        TakeOver(syn, null);
        return true;
    }

    /// <summary>Why a session of the LAN is none for a proxy, whatever its limits; null when it is one.</summary>
    private string? ReasonToLeaveAlone(Packet syn) => syn.Segment.Options switch
    {
        { Signature: { } signature } => signature,
        { MpCapable: not null } => "the UE speaks MPTCP itself",
        _ => HasSource(syn.Source, syn.Destination) ? null : "no uplink has a free port toward the server",
    };

    /// <summary>An end of this proxy itself from which to go on toward a server: of the uplinks the first that is up, as a host takes its default route.</summary>
    /// <returns>No address when no uplink has one of that IP version.</returns>
    private IpAddress OwnAddressToward(in Endpoint server)
    {
        if (!IsCpe)
        {
            return SourceToward(server.Address);
        }

        var uplinks = UseToward(server)?.Interfaces ?? _proxy.Uplinks;
        for (var i = 0; i < uplinks.Count; i++)
        {
            if (FindInterface(uplinks[i]) is { IsUp: true } face && face.AddressOf(server.Address.Family) is { IsNone: false } address)
            {
                return address;
            }
        }

        return default;
    }

    private UplinkUse? UseToward(in Endpoint server) => _proxy.UplinksToPort.GetValueOrDefault(server.Port);

    private HostSettings SettingsToward(in Endpoint ue, in Endpoint server)
    {
        var settings = UseToward(server)?.Settings ?? _proxy.TowardServer;
        return IsCpe ? Pooled(settings, ue, server) : settings;
    }

    /// <summary>What comes of a SYN from the LAN, as <see cref="Foretell"/> says it.</summary>
    private (ProxyWork Arrival, ProxyWork More) ForetellFromLan(Packet syn, Interface arrivedOn) =>
        syn.Segment.Options is not ({ MpJoin: not null } or { MpCapable: not null } or { Signature: not null }) && LeavesLan(syn, arrivedOn)
        && !_pending.ContainsKey((syn.Source, syn.Destination)) && !_passedSyns.HasPassed(syn) && HasSource(syn.Source, syn.Destination)
        && Processor!.ReasonToRefuse(Sessions) is null && ReasonOfLimit(syn.Source, syn.Destination) is null
            ? (ProxyWork.Terminate, ProxyWork.Session)
            : (ProxyWork.Forward, ProxyWork.Forward);
}
