using Mpsim.Models.Hosts;
using Mpsim.Models.Wire;

namespace Mpsim.Models.Proxy;

// Pooling by subscriber and application (draft-deng-mptcp-proxy-01, use-case 2): how the data of a session are spread over the UE's accesses, or over a CPE's uplinks.
public sealed partial class ProxyNode
{
    private readonly long[] _pooled;

    /// <summary>How many sessions each rule of pooling has been about, in words; empty without rules.</summary>
    private string PooledTotals => _proxy.Pooling.Count == 0 ? "" : "; pooled by " + string.Join(", ", _proxy.Pooling.Zip(_pooled, (rule, count) => $"{rule.Name}: {count}"));

    /// <summary>Settings toward a UE: a CPE has plain TCP there, and spreads over its uplinks.</summary>
    /// <param name="ue">The UE's end.</param>
    /// <param name="server">The server's end.</param>
    private HostSettings SettingsTowardUe(in Endpoint ue, in Endpoint server) => IsCpe ? _proxy.TowardUe : Pooled(_proxy.TowardUe, ue, server);

    /// <summary>The settings of a session's sockets that speak MPTCP, with what the first rule about it says. Asked once for each session.</summary>
    private HostSettings Pooled(HostSettings settings, in Endpoint ue, in Endpoint server)
    {
        for (var i = 0; i < _proxy.Pooling.Count; i++)
        {
            var rule = _proxy.Pooling[i];
            if (rule.IsAbout(ue, server))
            {
                _pooled[i]++;
                if (Events.IsEnabled)
                {
                    Events.Record(Scheduler.Now, Name, "session-pooled", $"{ue} - {server}, by {rule.Name}");
                }

                return rule.Applied(settings);
            }
        }

        return settings;
    }
}
