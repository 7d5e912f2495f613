using Mpsim.Scenarios.Plan;

namespace Mpsim.Scenarios;

// Tunnels.
public sealed partial class ResolvedParameters
{
    private void AddTunnels(IReadOnlyList<TunnelPlan> tunnels)
    {
        foreach (var tunnel in tunnels)
        {
            var (path, keys) = ($"{_keys.Top.Tunnels.Name}.{tunnel.Id}", _keys.Tunnel);
            Add($"{path}.{keys.Between.Name}", $"[{tunnel.Entry}, {tunnel.Far}]");
            AddNames(path, keys.Carries, [.. tunnel.Carries.Select(_keys.Policy.ServerPrefix.Form.Write)]);
            AddNames(path, keys.Toward, [.. tunnel.Toward.Select(_keys.Policy.ServerPrefix.Form.Write)]);
            Add(path, keys.Steers, tunnel.Steers);
            Add(path, keys.Ip, tunnel.EntryAddress.Family);
            Add(path, keys.Mtu, tunnel.Mtu);
            Add(path, keys.Oversize, tunnel.Oversize);
        }
    }
}
