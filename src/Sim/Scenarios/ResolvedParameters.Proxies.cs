using Mpsim.Scenarios.Plan;

namespace Mpsim.Scenarios;

// Proxies that UEs address.
public sealed partial class ResolvedParameters
{
    private void AddServices(string path, ProxyServicePlan services)
    {
        var keys = _keys.Service;
        Add(path, keys.ConvertPort, services.ConvertPort);
        Add(path, keys.ConvertCookies, services.ConvertCookies);
        Add(path, keys.LateMessages, services.LateMessages);
        Add(path, keys.SocksPort, services.SocksPort);
        Add(path, keys.SocksPassword, services.SocksPassword);
    }

    private void AddAddressedProxy(string path, AddressedProxyPlan? proxy)
    {
        var keys = _keys.AddressedProxy;
        Add(path, keys.Protocol, proxy?.Protocol ?? ProxyProtocol.None);
        if (proxy is null)
        {
            return;
        }

        Add($"{path}.{keys.Name.Name}", proxy.Proxy);
        Add(path, keys.Fallback, proxy.Fallback);
        if (proxy.Protocol == ProxyProtocol.Convert)
        {
            Add(path, keys.DataInSyn, proxy.DataInSyn);
            Add(path, keys.Bypass, proxy.Bypass);
        }
    }
}
