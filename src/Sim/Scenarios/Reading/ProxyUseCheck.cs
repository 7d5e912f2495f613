using Mpsim.Scenarios.Keys;
using Mpsim.Scenarios.Plan;
using Mpsim.Scenarios.Yaml;

namespace Mpsim.Scenarios.Reading;

/// <summary>Finds settings of proxies that have no effect in a variant.</summary>
/// <param name="context">What all readers share.</param>
/// <param name="variant">The variant.</param>
internal sealed class ProxyUseCheck(ReadingContext context, VariantPlan variant)
{
    /// <summary>The headers of IPv4 and TCP without options: what is left of the MTU is the segment size that a host announces (RFC 9293 section 3.7.1).</summary>
    private const int Headers = 40;

    private NodeKeys Keys => context.Keys.Node;

    public void Check(NodePlan node, TreeEntry entry)
    {
        if (node.Proxy is not { } proxy)
        {
            return;
        }

        var reader = new MappingReader(entry.Value, $"nodes.{node.Id}", entry.Key.Position, Keys.Group, context.Errors);
        var keys = new IdleKeys(context, reader);
        CheckForwarding(reader, keys, proxy);
        CheckFailure(keys, node, proxy);
        CheckServices(reader, node);

        var largest = variant.Links.Max(link => link.Mtu) - Headers;
        keys.Note([Keys.MssClamp], proxy.MssClamp is null || proxy.MssClamp.Value.Bytes < largest, $"no host announces segments of more than {largest} B", $"less than {largest} B, or a link with a larger mtu");
    }

    private void CheckForwarding(MappingReader reader, IdleKeys keys, ProxyPlan proxy)
    {
        const string Remedy = "another mode, here or in a variant";
        var endsSessions = proxy.Mode != ProxyMode.Forward;
        keys.Note([Keys.Mptcp, Keys.Tcp, Keys.Limits, Keys.Protection, Keys.RelayBuffer, Keys.Accept], endsSessions, "a proxy in mode 'forward' passes every packet on and has no sessions", Remedy);
        if (reader.Find(Keys.Costs) is not null)
        {
            var costs = context.Keys.Cost;
            new IdleKeys(context, reader.Open(Keys.Costs, costs.Group)).Note([costs.Terminate, costs.Session, costs.Join, costs.Crypto, costs.Refuse, costs.SessionMemory, costs.Memory, costs.Sessions, costs.AdmitBelow],
                endsSessions, "a proxy in mode 'forward' has no sessions that could take time or memory", Remedy);
        }
    }

    private void CheckFailure(IdleKeys keys, NodePlan node, ProxyPlan proxy)
    {
        var failure = Keys.Failure;
        var crashes = variant.ProxyEvents.Any(change => change.Node == node.Id && change.Crashes);
        var remedy = $"an event with node: {node.Id} and state: crash, here or in a variant";
        keys.Note([failure.WhileDown, failure.AfterCrash, failure.Detection], crashes, $"no event makes '{node.Id}' crash", remedy);

        // A hot standby costs something even if nothing crashes.
        var (isCold, isHot) = (proxy.Failure.Kind == ProxyStandby.ColdStandby, proxy.Failure.Kind == ProxyStandby.HotStandby);
        keys.Note([failure.Standby], isCold ? crashes : !isHot || HasSessions(node, proxy),
            isCold ? $"no event makes '{node.Id}' crash" : $"'{node.Id}' ends no sessions whose state a hot standby could have", isCold ? remedy : "standby: cold, or a mode that ends sessions");
        keys.Note([failure.ReplicationRate], isHot, "only a hot standby is told the state of sessions", "standby: hot, here or in a variant");
    }

    private bool HasSessions(NodePlan node, ProxyPlan proxy) => proxy.Mode switch
    {
        ProxyMode.Forward => false,
        ProxyMode.Cpe => variant.Population.Count > 0 || variant.Flows.Any(flow => flow.ViaNode == node.Id || flow.LanLink is not null && node.Interfaces.Any(face => face.Link == flow.LanLink)),
        _ => true,
    };

    private void CheckServices(MappingReader reader, NodePlan node)
    {
        if (reader.Find(Keys.Services) is null)
        {
            return;
        }

        var services = context.Keys.Service;
        var keys = new IdleKeys(context, reader.Open(Keys.Services, services.Group));
        keys.Note([services.ConvertPort, services.ConvertCookies, services.LateMessages], Serves(ProxyProtocol.Convert), $"no flow addresses '{node.Id}' by Convert", $"proxy: {{ name: {node.Id}, protocol: convert }} of a flow or a UE");
        keys.Note([services.SocksPort, services.SocksPassword], Serves(ProxyProtocol.Socks5), $"no flow addresses '{node.Id}' by SOCKS", $"proxy: {{ name: {node.Id}, protocol: socks5 }} of a flow or a UE");

        bool Serves(ProxyProtocol protocol) => variant.Flows.Any(flow => flow.Proxy is { } proxy && proxy.Proxy == node.Id && proxy.Protocol == protocol);
    }
}
