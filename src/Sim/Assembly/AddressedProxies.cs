using Mpsim.Models.Hosts;
using Mpsim.Models.Steering;
using Mpsim.Models.Wire;
using Mpsim.Scenarios.Plan;

namespace Mpsim.Assembly;

/// <summary>Proxies as the hosts know them that address them.</summary>
internal sealed class AddressedProxies(VariantPlan variant)
{
    /// <summary>What every client of a SOCKS server with authentication knows.</summary>
    public static readonly SocksCredentials Credentials = new("subscriber", "secret");

    /// <summary>What each host remembers of proxies and servers.</summary>
    private readonly Dictionary<Host, SteeringClient> _clients = [];

    /// <returns>Null where a flow addresses no proxy.</returns>
    public SteeringSettings? Of(FlowPlan flow)
    {
        if (flow.Proxy is not { } plan)
        {
            return null;
        }

        var proxy = variant.Node(plan.Proxy);
        var address = proxy.Interfaces.Select(face => face.AddressOf(flow.Family)).First(each => !each.IsNone);
        var services = proxy.Proxy!.Services;
        return new SteeringSettings
        {
            Kind = plan.Protocol switch
            {
                ProxyProtocol.Socks5 => SteeringKind.Socks5,
                ProxyProtocol.PlainMode => SteeringKind.PlainMode,
                _ => SteeringKind.Convert,
            },
            Proxy = new Endpoint(address, (ushort)(plan.Protocol == ProxyProtocol.Socks5 ? services.SocksPort : services.ConvertPort)),
            DataInSyn = plan.DataInSyn,
            Bypasses = plan.Bypass,
            FallsBack = plan.Fallback,
            Credentials = services.SocksPassword ? Credentials : null,
        };
    }

    public SteeringClient ClientOf(Host host)
    {
        if (!_clients.TryGetValue(host, out var client))
        {
            _clients.Add(host, client = new SteeringClient(host));
        }

        return client;
    }
}
