using Mpsim.Models.Wire;
using Mpsim.Scenarios.Keys;
using Mpsim.Scenarios.Plan;
using Mpsim.Scenarios.Yaml;

namespace Mpsim.Scenarios.Reading;

/// <summary>Reads the proxies that UEs address, and what proxies do for them.</summary>
internal sealed class AddressedProxyReader(ReadingContext context)
{
    private AddressedProxyKeys Keys => context.Keys.AddressedProxy;

    /// <summary>What a proxy does.</summary>
    public ProxyServicePlan Services(MappingReader node)
    {
        var keys = context.Keys.Service;
        var services = node.Open(context.Keys.Node.Services, keys.Group);
        var plan = new ProxyServicePlan
        {
            ConvertPort = services.Read(keys.ConvertPort),
            ConvertCookies = services.Read(keys.ConvertCookies),
            LateMessages = services.Read(keys.LateMessages),
            SocksPort = services.Read(keys.SocksPort),
            SocksPassword = services.Read(keys.SocksPassword),
        };
        if (plan.ConvertPort == plan.SocksPort)
        {
            context.Errors.Add(services.PositionOf(keys.SocksPort), services.PathOf(keys.SocksPort), $"the port {plan.SocksPort} is already that of the converter", "another port");
        }

        return plan;
    }

    /// <returns>A UE with the proxy that its flows address.</returns>
    public NodePlan Read(NodePlan node, TreeEntry entry, IReadOnlyList<NodePlan> nodes)
    {
        var reader = new MappingReader(entry.Value, $"nodes.{node.Id}", entry.Key.Position, context.Keys.Node.Group, context.Errors);
        return node.Kind == NodeKind.Ue ? node with { AddressedProxy = Read(reader, context.Keys.Node.Proxy, nodes) } : node;
    }

    /// <summary>What a flow or a UE says.</summary>
    /// <param name="owner">The flow or the node.</param>
    /// <param name="key">The key of the proxy there.</param>
    /// <param name="nodes">All nodes.</param>
    /// <returns>Null when neither the key is there nor a proxy that could be meant.</returns>
    public AddressedProxyPlan? Read(MappingReader owner, Key key, IReadOnlyList<NodePlan> nodes)
    {
        if (owner.Find(key) is not { } value)
        {
            return null;
        }

        var proxy = value is TreeScalar ? Short(owner, key, value) : owner.Open(key, Keys.Group);
        var protocol = value is TreeScalar ? proxy.Read(value, owner.PathOf(key), Keys.Protocol) : proxy.Read(Keys.Protocol);
        var plan = new AddressedProxyPlan
        {
            Proxy = Name(proxy, protocol, nodes),
            Protocol = protocol,
            DataInSyn = proxy.Read(Keys.DataInSyn),
            Bypass = proxy.Read(Keys.Bypass),
            Fallback = proxy.Read(Keys.Fallback),
        };
        if (protocol != ProxyProtocol.Convert)
        {
            proxy.ReportMeaningless(Keys.OfConvert, proxy.Find(Keys.Protocol), "only a flow with 'protocol: convert' has this key");
        }

        return protocol == ProxyProtocol.None || plan.Proxy.Length == 0 ? null : plan;
    }

    /// <summary>The way to the proxy, and what the two agree on.</summary>
    public void Check(MappingReader flow, Key key, AddressedProxyPlan plan, FlowPlan of, NodePlan opener, NodePlan proxy, Topology topology)
    {
        var position = flow.PositionOf(key);
        var path = flow.PathOf(key);
        var version = Forms.Family.Write(of.Family);
        if (of.ViaNode != of.OpenedBy)
        {
            context.Errors.Add(position, path, $"'{of.OpenedBy}' opens the flow, and only a UE addresses a proxy", $"opened_by: {of.ViaNode}");
        }
        else if (!proxy.Interfaces.Any(face => face.Families.HasFlag(of.Family)))
        {
            context.Errors.Add(position, path, $"the proxy '{proxy.Id}' has no {version} address", $"an address of it, or another ip of the flow");
        }
        else if (!topology.Reaches(of.Via[0], opener.Id, proxy.Id, of.Family))
        {
            context.Errors.Add(position, path, $"there is no way in {version} from '{opener.Id}' over '{of.Via[0]}' to the proxy '{proxy.Id}'", "a link that leads to it first in 'via'");
        }
        else if (proxy.Proxy!.Mode == ProxyMode.Forward)
        {
            context.Errors.Add(position, path, $"the proxy '{proxy.Id}' is in mode 'forward' and has nothing to do with those who address it", $"another mode of '{proxy.Id}', or proxy: none");
        }
        else if (plan is { Protocol: ProxyProtocol.Convert, DataInSyn: false } && !proxy.Proxy!.Services.LateMessages)
        {
            context.Errors.Add(position, path, $"the converter '{proxy.Id}' ignores SYNs without a message, so that every connection would wait for it in vain", $"nodes.{proxy.Id}.services.late_messages: true");
        }
        else if (plan.Protocol == ProxyProtocol.PlainMode && of.Family == IpFamilies.V6 && opener.Tcp.Timestamps)
        {
            context.Errors.Add(position, path, "an IPv6 address has no room in a SYN beside timestamps and MP_CAPABLE", $"ip: v4, or nodes.{opener.Id}.tcp.timestamps: false");
        }
    }

    private MappingReader Short(MappingReader owner, Key key, TreeNode value) => new(null, owner.PathOf(key), value.Position, Keys.Group, context.Errors);

    private string Name(MappingReader reader, ProxyProtocol protocol, IReadOnlyList<NodePlan> nodes)
    {
        List<string> proxies = [.. nodes.Where(node => node.Kind == NodeKind.Proxy).Select(node => node.Id)];
        if (reader.TryRead(Keys.Name, out var name))
        {
            var found = nodes.FirstOrDefault(node => node.Id == name);
            if (found is { Kind: not NodeKind.Proxy } && protocol != ProxyProtocol.None)
            {
                context.Errors.Add(reader.PositionOf(Keys.Name), reader.PathOf(Keys.Name), $"'{name}' is no proxy", proxies.Count == 0 ? "a node of kind proxy" : "one of " + string.Join(", ", proxies));
            }
            else if (found is null)
            {
                context.Errors.AddUnknown(reader.PositionOf(Keys.Name), reader.PathOf(Keys.Name), "proxy", name, proxies);
            }

            return found is { Kind: NodeKind.Proxy } ? name : "";
        }

        if (proxies.Count != 1 && protocol != ProxyProtocol.None)
        {
            context.Errors.Add(reader.Owner, reader.PathOf(Keys.Name), proxies.Count == 0 ? "there is no proxy to address" : "there are several proxies",
                proxies.Count == 0 ? "a node of kind proxy" : "one of " + string.Join(", ", proxies));
        }

        return proxies.Count == 1 ? proxies[0] : "";
    }
}
